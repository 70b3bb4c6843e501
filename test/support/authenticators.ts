import { generateSync } from 'otplib';
import type { ApiClient } from './api-client.ts';
import type { TestCloud } from './cloud.ts';

/** The code that an authenticator shows at the cloud's time. */
export function shownCode({ cloud }: TestCloud, secret: string): string {
  return generateSync({ secret, epoch: Math.floor(cloud.clock.now() / 1_000) });
}

/** The next code: each counts once, so the one shown now may be used up. */
export async function nextCode(test: TestCloud, secret: string): Promise<string> {
  await test.cloud.clock.advance(30_000);
  return shownCode(test, secret);
}

/** Sets up an authenticator app as its owner would; the session must have stepped up. */
export async function enrolAuthenticator(test: TestCloud, client: ApiClient): Promise<string> {
  const started = await client.send('POST', '/account/factors/authenticator');
  if (started.status !== 200) throw new Error(`No authenticator can be set up: ${started.text}`);
  const secret: string = started.body.secret;
  const confirmed = await client.send('POST', '/account/factors/authenticator/confirm', {
    body: { code: shownCode(test, secret) },
  });
  if (confirmed.status !== 204) throw new Error(`The code was refused: ${confirmed.text}`);
  return secret;
}
