import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;
beforeAll(async () => {
  cloud = await bootCloud({ seed: 20_260_304 });
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());

const signIn = () => {
  const { email: login, password } = cloud.person('sales');
  return cloud.anyone.send('POST', '/sign-in', {
    body: { login, password, transport: 'bearer' },
  });
};
/** Each queue has the name of its function in its own. */
const exportsQueue = () =>
  cloud.cloud
    .resources('AWS::SQS::Queue')
    .map(({ identity }) => identity.ref.split('/').at(-1) ?? '')
    .find((name) => /export/i.test(name) && !/dead|failed/i.test(name)) ?? 'none';

/** What refuses everything, and a request that needs it. */
const outages: readonly (readonly [string, () => string, () => Promise<ApiAnswer>, number])[] = [
  ['tables', () => 'dynamodb:', () => manager.send('GET', '/contacts'), 200],
  [
    'queues',
    exportsQueue,
    () => manager.send('POST', '/contacts/exports', { body: { format: 'csv' } }),
    202,
  ],
  ['the user pool', () => 'cognito-idp:', signIn, 200],
];

it.each(outages)(
  'API-21: without %s it says so, lets nobody in, and recovers by itself',
  async (_, scope, ask, status) => {
    cloud.cloud.faults.set('throttle', 1, scope());
    const refused = await ask();
    cloud.cloud.faults.clear();
    expect(refused.status, refused.text).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({ code: 'service.unavailable', type: 'about:blank' });
    const answer = await ask();
    expect(answer.status, answer.text).toBe(status);
  },
);
