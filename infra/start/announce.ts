import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { LocalCloud } from '../local/boot.ts';
import type { People } from './people-file.ts';

export interface Announcement {
  readonly people: People;
  readonly port: number;
  readonly dropFolder: string;
  readonly cloud: Pick<LocalCloud, 'endpoint' | 'operatorCredentials' | 'outputs'>;
  readonly milliseconds: number;
}

/** Says what to open and as whom to sign in; every line helps. */
export function announce({ people, port, dropFolder, cloud, milliseconds }: Announcement): void {
  const origin = `http://localhost:${port}`;
  const { accessKeyId, secretAccessKey } = cloud.operatorCredentials;
  const line = (label: string, text: string) => console.log(`  ${label.padEnd(14)}${text}`);
  console.log(
    styleText('bold', `\nStratus CRM is ready (${(milliseconds / 1000).toFixed(1)} s).\n`),
  );
  line('Sign in', `${origin}/sign-in`);
  line('API', `${origin}/docs`);
  line('Inbox', `${origin}/_local/inbox   all mail and text messages`);
  line('Drop folder', `${resolve(dropFolder)}   put a CSV file here; results appear inside`);
  line('S3', `${cloud.endpoint}   bucket ${cloud.outputs['FilesBucket']}, prefix inbox/`);
  line('', `key ${accessKeyId}, secret ${secretAccessKey}`);
  console.log('\nPeople, one per role:\n');
  for (const { role, email, password } of people) line(role, `${email.padEnd(26)} ${password}`);
  console.log('\nStop with Ctrl+C. “npm start -- --fresh” forgets all data and starts anew.\n');
}
