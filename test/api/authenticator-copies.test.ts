import {
  CognitoIdentityProviderClient,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { enrolAuthenticator, nextCode, shownCode } from '#test/support/authenticators';
import type { TestCloud } from '#test/support/cloud';
import { hourlyCloud } from '#test/support/hourly-cloud';
import {
  goodPassword,
  type Hired,
  hire,
  mailTo,
  temporaryPasswordIn,
  trySignIn,
} from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { storedText } from '#test/support/recovery';

let cloud: TestCloud;
let administrator: ApiClient;
let hired = 0;

hourlyCloud((...made) => {
  [cloud, administrator] = made;
});

function newEmail(): string {
  hired += 1;
  return `person-${hired}@example.com`;
}

/** Has the pool ask everybody for a second factor, as a deployment may choose at Cognito. */
async function requireFactors(MfaConfiguration: 'ON' | 'OPTIONAL'): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(clientOptions(cloud.deployment));
  await cognito.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: output(cloud.deployment, 'UserPoolId'),
      MfaConfiguration,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
}

const send = (path: string, body: object) => cloud.anyone.send('POST', path, { body });

const proofs = (login: string, authenticatorCode: string, savedCode: string) =>
  send('/recovery/proofs', { login, authenticatorCode, savedCode });

test('an authenticator that the first sign-in asked for proves its owner later', async () => {
  const email = newEmail();
  await administrator.send('POST', '/users', {
    body: { email, name: 'Jo Winter', role: 'sales', locale: 'en' },
  });
  const temporary = temporaryPasswordIn(await mailTo(cloud, email));
  await requireFactors('ON');
  const first = await trySignIn(cloud, email, temporary);
  const { challengeToken } = first.body;
  const asked = await send('/sign-in/challenge', { challengeToken, newPassword: goodPassword });
  expect(asked.body).toMatchObject({ status: 'challenge', challenge: 'set-up-factor' });
  const { secret, otpauthUri } = asked.body.authenticator;
  expect(otpauthUri).toContain(secret);

  const answer = (code: string) =>
    send('/sign-in/challenge', {
      challengeToken: asked.body.challengeToken,
      code,
      transport: 'bearer',
    });
  const code = shownCode(cloud, secret);
  expectProblem(await answer(code === '000000' ? '111111' : '000000'), 'sign_in.code_wrong');
  const done = await answer(code);
  await requireFactors('OPTIONAL');
  expect(done.body).toMatchObject({ status: 'signed-in' });
  expect((await mailTo(cloud, email)).subject).toContain('new factor');
  const client = apiClient(cloud.cloud.api, done.body.token);
  expect((await client.send('GET', '/account/factors')).body.factors).toEqual(['totp']);
  const [savedCode] = (await client.send('POST', '/account/saved-codes')).body.codes;
  expect(await storedText(cloud)).not.toContain(secret);
  const proved = await proofs(email, await nextCode(cloud, secret), savedCode);
  expect(proved.status).toBe(200);
});

interface Losing {
  readonly way: string;
  lose(jo: Hired & { readonly savedCode: string }): Promise<void>;
}

const ways: readonly Losing[] = [
  {
    way: 'its owner removes it',
    async lose({ client }) {
      const removed = await client.send('DELETE', '/account/factors/authenticator');
      expect(removed.status).toBe(204);
    },
  },
  {
    way: 'its owner signs in by a saved code instead',
    async lose({ email: login, password, savedCode }) {
      const used = await send('/sign-in/saved-code', { login, password, savedCode });
      expect(used.body).toMatchObject({ restriction: 'enrol-factor' });
    },
  },
  {
    way: 'an administrator resets the factors',
    async lose({ userId }) {
      const body = { reason: 'Lost the telephone.', identityCheck: 'in-person' };
      const reset = await administrator.send('POST', `/users/${userId}/reset-factors`, { body });
      expect(reset.status).toBe(200);
    },
  },
  {
    way: 'they leave the organisation',
    async lose({ userId }) {
      const body = { reason: 'Left the company.' };
      const path = `/users/${userId}/off-boarding`;
      expect((await administrator.send('POST', path, { body })).status).toBeLessThan(300);
      await cloud.cloud.settle();
    },
  },
];

test.each(ways)('no copy of an authenticator is left once $way', async ({ lose }) => {
  const jo = await hire(cloud, administrator, { email: newEmail(), role: 'sales' });
  await enrolAuthenticator(cloud, jo.client);
  // Another that was begun and never confirmed.
  await jo.client.send('POST', '/account/factors/authenticator');
  const [savedCode] = (await jo.client.send('POST', '/account/saved-codes')).body.codes;
  const items = async () =>
    (await storedText(cloud)).split('"pk":').filter((item) => item.includes(`user#${jo.userId}`));
  expect((await items()).filter((item) => item.includes('authenticator-'))).toHaveLength(2);
  await lose({ ...jo, savedCode });
  expect((await items()).filter((item) => item.includes('authenticator-'))).toEqual([]);
});
