import { expect, test } from 'vitest';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { testPort } from '#test/support/assembly';
import { enrolAuthenticator, nextCode } from '#test/support/authenticators';
import type { TestCloud } from '#test/support/cloud';
import { hourlyCloud } from '#test/support/hourly-cloud';
import { createPasskeyDevice, type PasskeyDevice } from '#test/support/passkey-device';
import { type Hired, hire, trySignIn } from '#test/support/people';
import { askToRecover, codeSentTo, giveVerifiedPhone, secretSentTo } from '#test/support/recovery';

const newPassword = 'lantern-58-orchard';
const phone = '+447700900125';
const answers = [
  { questionId: 'first-concert', answer: 'Blue Otters, Leeds' },
  { questionId: 'childhood-book', answer: 'The Long Winter' },
  { questionId: 'first-journey', answer: 'Nach Köln' },
];
let cloud: TestCloud;
let administrator: ApiClient;
let hired = 0;

hourlyCloud((...made) => {
  [cloud, administrator] = made;
});

interface Equipped extends Hired {
  readonly secret: string;
  readonly savedCode: string;
  readonly device: PasskeyDevice;
}

/** Somebody who has set up everything by which they could get back in. */
async function somebody(): Promise<Equipped> {
  hired += 1;
  const email = `person-${hired}@example.com`;
  const jo = await hire(cloud, administrator, { email, role: 'sales' });
  const { client } = jo;
  await giveVerifiedPhone(cloud, email, phone);
  const secret = await enrolAuthenticator(cloud, client);
  const savedCode = (await client.send('POST', '/account/saved-codes')).body.codes[0];
  await client.send('PUT', '/account/security-questions', { body: { answers } });
  const device = createPasskeyDevice({ origin: `http://localhost:${testPort}` });
  const { options } = (await client.send('POST', '/account/passkeys/start')).body;
  const body = { credential: device.create(options), label: 'Phone' };
  expect((await client.send('POST', '/account/passkeys', { body })).status).toBe(201);
  return { ...jo, secret, savedCode, device };
}

const send = (path: string, body: object) => cloud.anyone.send('POST', path, { body });

async function confirm(body: object): Promise<void> {
  expect((await send('/recovery/confirm', { ...body, newPassword })).status).toBe(204);
}

async function byProofs(login: string, proofs: object): Promise<void> {
  const proved = await send('/recovery/proofs', { login, ...proofs });
  expect(proved.status).toBe(200);
  await confirm({ token: proved.body.token });
}

const asAdministrator = (userId: string, operation: string, more = {}) =>
  administrator.send('POST', `/users/${userId}/${operation}`, {
    body: { reason: 'Forgot the password.', ...more },
  });

const ways: readonly { readonly way: string; reset(jo: Equipped): Promise<void> }[] = [
  {
    way: 'a link in a mail',
    async reset({ email }) {
      await askToRecover(cloud, email, 'email');
      await confirm({ token: await secretSentTo(cloud, email, 'reset') });
    },
  },
  {
    way: 'a code to the phone',
    async reset({ email }) {
      const { recoveryToken } = (await askToRecover(cloud, email, 'sms')).body;
      await confirm({ recoveryToken, code: await codeSentTo(cloud, phone) });
    },
  },
  {
    way: 'authenticator and saved code',
    async reset({ email, secret, savedCode }) {
      await byProofs(email, { authenticatorCode: await nextCode(cloud, secret), savedCode });
    },
  },
  {
    way: 'security questions and saved code',
    reset: ({ email, savedCode }) => byProofs(email, { answers, savedCode }),
  },
  {
    way: 'security questions and authenticator',
    async reset({ email, secret }) {
      await byProofs(email, { answers, authenticatorCode: await nextCode(cloud, secret) });
    },
  },
  {
    way: 'a passkey',
    async reset({ email, device }) {
      const { ticket, options } = (await send('/sign-in/passkey/start', { login: email })).body;
      const answer = { ticket, credential: device.get(options), newPassword };
      expect((await send('/recovery/passkey', answer)).status).toBe(204);
    },
  },
  {
    way: 'the link that an administrator has sent',
    async reset({ userId, email }) {
      expect((await asAdministrator(userId, 'reset-password')).status).toBeLessThan(300);
      await confirm({ token: await secretSentTo(cloud, email, 'reset') });
    },
  },
  {
    way: 'unlocking after a suspected theft',
    async reset({ userId, email }) {
      expect((await asAdministrator(userId, 'lock')).status).toBe(200);
      expect((await asAdministrator(userId, 'unlock')).status).toBe(200);
      await confirm({ token: await secretSentTo(cloud, email, 'reset') });
    },
  },
  {
    way: 'a change by its owner',
    async reset({ client, password: currentPassword }) {
      const body = { currentPassword, newPassword };
      expect((await client.send('POST', '/account/password', { body })).status).toBe(204);
    },
  },
];

async function proveFactor(challengeToken: string, secret: string): Promise<void> {
  const code = await nextCode(cloud, secret);
  const done = await send('/sign-in/challenge', { challengeToken, code, transport: 'bearer' });
  expect(done.body).toMatchObject({ status: 'signed-in' });
  expect(done.body.restriction).toBeUndefined();
  const client = apiClient(cloud.cloud.api, done.body.token);
  expect((await client.send('GET', '/account')).status).toBe(200);
}

test.each(ways)(
  'AUTH-25 (ASVS 6.4.3): after a new password by $way the factor is still asked for',
  async ({ reset }) => {
    const jo = await somebody();
    await reset(jo);
    const asked = await trySignIn(cloud, jo.email, newPassword);
    expect(asked.body).toMatchObject({ status: 'challenge', challenge: 'totp' });
    expect(asked.body.token).toBeUndefined();
    await proveFactor(asked.body.challengeToken, jo.secret);
  },
);

test('AUTH-25 (ASVS 6.4.3): a temporary password is asked for the factor like any other', async () => {
  const jo = await somebody();
  const made = await asAdministrator(jo.userId, 'temporary-password', {
    identityCheck: 'video-call',
  });
  const first = await trySignIn(cloud, jo.email, made.body.temporaryPassword);
  expect(first.body).toMatchObject({ challenge: 'new-password' });
  const { challengeToken } = first.body;
  const chosen = await send('/sign-in/challenge', { challengeToken, newPassword });
  expect(chosen.body).toMatchObject({ status: 'challenge', challenge: 'totp' });
  await proveFactor(chosen.body.challengeToken, jo.secret);
});

test('AUTH-25: who has text messages for a factor is still asked for one after a reset', async () => {
  hired += 1;
  const email = `person-${hired}@example.com`;
  const { client } = await hire(cloud, administrator, { email, role: 'sales' });
  const own = '+447700900126';
  await giveVerifiedPhone(cloud, email, own);
  expect((await client.send('POST', '/account/factors/sms')).status).toBe(204);
  // One phone is not both proofs: the link goes by mail, whatever was chosen.
  await askToRecover(cloud, email, 'sms');
  await confirm({ token: await secretSentTo(cloud, email, 'reset') });
  const asked = await trySignIn(cloud, email, newPassword);
  expect(asked.body).toMatchObject({ status: 'challenge', challenge: 'sms' });
  const code = await codeSentTo(cloud, own);
  const { challengeToken } = asked.body;
  expect((await send('/sign-in/challenge', { challengeToken, code })).status).toBe(200);
});
