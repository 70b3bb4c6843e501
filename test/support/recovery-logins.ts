import type { TestCloud } from './cloud.ts';
import { hire, mailTo } from './people.ts';

/** One login of each kind that must look the same from outside. */
export async function recoveryLogins(cloud: TestCloud): Promise<Readonly<Record<string, string>>> {
  const administrator = await cloud.as('administrator');
  const blocked = await hire(cloud, administrator, { email: 'blocked@example.com', role: 'sales' });
  await administrator.send('POST', `/users/${blocked.userId}/disable`);
  const invited = { email: 'invited@example.com', name: 'Jo Winter', role: 'sales' };
  await administrator.send('POST', '/users', { body: invited });
  await mailTo(cloud, invited.email);
  return {
    existing: cloud.person('sales').email,
    unknown: 'unknown@example.com',
    disabled: blocked.email,
    unconfirmed: invited.email,
  };
}

/** The n-th of 16 million addresses that all lead to this machine. */
export function loopbackAddress(n: number): string {
  return `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
}
