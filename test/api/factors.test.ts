import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/support/api-client';
import { apiClient } from '#test/support/api-client';
import { enrolAuthenticator, nextCode, shownCode } from '#test/support/authenticators';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { mailTo, signIn, stepUp, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await bootCloud();
});

afterAll(() => cloud?.close());

const answer = (challengeToken: string, given: object) =>
  cloud.anyone.send('POST', '/sign-in/challenge', {
    body: { challengeToken, transport: 'bearer', ...given },
  });
const clientOf = ({ body }: ApiAnswer): ApiClient => apiClient(cloud.cloud.api, body.token);

/** The code in the newest text message that has one; waits for what is on its way. */
async function textCode(): Promise<string> {
  await cloud.cloud.settle();
  const texts = cloud.cloud.outbox.list().filter(({ kind }) => kind === 'sms');
  return texts.flatMap(({ text }) => /\b\d{6}\b/.exec(text) ?? []).at(-1)!;
}

async function mailCode(email: string): Promise<string> {
  return /^ {4}(\d{6})$/m.exec((await mailTo(cloud, email)).text)![1]!;
}

async function addPhone(client: ApiClient, phone: string): Promise<void> {
  const asked = await client.send('POST', '/account/phone', { body: { phone } });
  expect(asked.status).toBe(202);
  expect(asked.body.destination).not.toContain(phone.slice(2, 8));
  const confirmed = await client.send('POST', '/account/phone/confirm', {
    body: { code: await textCode() },
  });
  expect(confirmed.status).toBe(204);
}

describe('an authenticator app', () => {
  let secret: string;

  test('is set up by secret, address and QR code, and asked for from then on', async () => {
    const person = cloud.person('sales');
    const client = await cloud.as('sales');
    const started = await client.send('POST', '/account/factors/authenticator');
    const { otpauthUri, qrCode } = started.body;
    secret = started.body.secret;
    const uri = new URL(otpauthUri);
    expect(decodeURIComponent(uri.pathname)).toBe(`/Stratus CRM:${person.email}`);
    expect(uri.searchParams.get('secret')).toBe(secret);
    expect(qrCode).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    // Nothing is asked for until a code has shown that the app works.
    expect((await trySignIn(cloud, person.email, person.password)).body.status).toBe('signed-in');
    const code = shownCode(cloud, secret);
    const confirm = (given: string) =>
      client.send('POST', '/account/factors/authenticator/confirm', { body: { code: given } });
    expectProblem(await confirm(code === '000000' ? '111111' : '000000'), 'account.code_wrong');
    expect((await confirm(code)).status).toBe(204);
    expect((await client.send('GET', '/account/factors')).body).toEqual({
      factors: ['totp'],
      preferred: 'totp',
      savedCodes: 0,
      isRequired: false,
    });
    expect((await mailTo(cloud, person.email)).subject).toContain('new factor');
  });

  test('ASVS 6.5.1: its code counts once; after a wrong one another may be tried', async () => {
    const { email, password } = cloud.person('sales');
    const asked = await trySignIn(cloud, email, password);
    expect(asked.body).toMatchObject({ status: 'challenge', challenge: 'totp' });
    expect(asked.body.token).toBeUndefined();
    const code = await nextCode(cloud, secret);
    const wrong = code === '000000' ? '111111' : '000000';
    expectProblem(await answer(asked.body.challengeToken, { code: wrong }), 'sign_in.code_wrong');
    const done = await answer(asked.body.challengeToken, { code });
    expect((await clientOf(done).send('GET', '/account')).status).toBe(200);
    expectProblem(await answer(asked.body.challengeToken, { code }), 'sign_in.challenge_invalid');
    const again = await trySignIn(cloud, email, password);
    expect((await answer(again.body.challengeToken, { code })).status).toBe(401);
  });

  test('AUTH-20: codes are not guessed: the fifth try is too many', async () => {
    await cloud.cloud.clock.advance(16 * 60_000);
    const { email, password } = cloud.person('sales');
    const { body } = await trySignIn(cloud, email, password);
    for (let tries = 0; tries < 4; tries += 1)
      expectProblem(await answer(body.challengeToken, { code: '00000000' }), 'sign_in.code_wrong');
    expectProblem(
      await answer(body.challengeToken, { code: await nextCode(cloud, secret) }),
      'request.too_many',
    );
    await cloud.cloud.clock.advance(16 * 60_000);
  });

  test('ASVS 7.5.3: is asked for when the session steps up', async () => {
    const { email, password } = cloud.person('sales');
    const { body } = await trySignIn(cloud, email, password);
    const client = clientOf(
      await answer(body.challengeToken, { code: await nextCode(cloud, secret) }),
    );
    await cloud.cloud.clock.advance(6 * 60_000);
    expectProblem(await client.send('POST', '/account/saved-codes'), 'auth.step_up_required');
    const asked = await client.send('POST', '/step-up', { body: { password } });
    expect(asked.body).toMatchObject({ status: 'challenge', challenge: 'totp' });
    const given = { challengeToken: asked.body.challengeToken, code: shownCode(cloud, secret) };
    // The challenge of a step-up opens no session of its own.
    const proved = await client.send('POST', '/step-up/challenge', { body: given });
    expect(proved.status).toBe(200);
    const made = await clientOf(proved).send('POST', '/account/saved-codes');
    expect(made.body.codes).toHaveLength(10);
    expectProblem(await answer(asked.body.challengeToken, given), 'sign_in.challenge_invalid');
  });

  test('a saved code stands in for a lost one, once, and another has to be set up', async () => {
    const { email: login, password } = cloud.person('sales');
    const { body } = await trySignIn(cloud, login, password);
    const client = clientOf(
      await answer(body.challengeToken, { code: await nextCode(cloud, secret) }),
    );
    const [first, second] = (await client.send('POST', '/account/saved-codes')).body.codes;
    const use = (savedCode: string, given = password) =>
      cloud.anyone.send('POST', '/sign-in/saved-code', {
        body: { login, password: given, savedCode, transport: 'bearer' },
      });
    expectProblem(await use(first, 'not-the-password-1'), 'sign_in.refused');
    expectProblem(await use('7KQ4-9TXM-2HBN-WD5R-8CJV-3PYE'), 'sign_in.code_wrong');
    const used = await use(first.toLowerCase().replaceAll('-', ' '));
    expect(used.body).toMatchObject({ status: 'signed-in', restriction: 'enrol-factor' });
    expect((await mailTo(cloud, login)).subject).toContain('saved code was used');
    const restricted = clientOf(used);
    expectProblem(await restricted.send('GET', '/contacts'), 'auth.session_restricted');
    // The factor is gone: the next sign-in by password alone is just as restricted.
    const next = await trySignIn(cloud, login, password);
    expect(next.body).toMatchObject({ status: 'signed-in', restriction: 'enrol-factor' });
    await enrolAuthenticator(cloud, restricted);
    expect((await restricted.send('GET', '/contacts')).status).toBe(200);
    expectProblem(await use(first), 'sign_in.code_wrong');
    expect((await use(second)).status).toBe(200);
  });
});

describe('text messages', () => {
  test('are a factor once the phone is confirmed; of two factors one is chosen', async () => {
    const { email, password } = cloud.person('support');
    const client = await cloud.as('support');
    expectProblem(await client.send('POST', '/account/factors/sms'), 'account.phone_missing');
    await addPhone(client, '+12065550123');
    expect((await client.send('POST', '/account/factors/sms')).status).toBe(204);
    const listed = (await client.send('GET', '/account/factors')).body;
    expect(listed).toMatchObject({ factors: ['sms'], preferred: 'sms', phone: '+12******123' });

    const asked = await trySignIn(cloud, email, password);
    expect(asked.body).toMatchObject({ challenge: 'sms', destination: expect.any(String) });
    const done = await answer(asked.body.challengeToken, { code: await textCode() });
    const session = clientOf(done);
    const secret = await enrolAuthenticator(cloud, session);
    const prefer = (factor: string) =>
      session.send('PUT', '/account/factors/preferred', { body: { factor } });
    expect((await prefer('totp')).status).toBe(204);
    expect((await mailTo(cloud, email)).subject).toMatch(/asks another factor|首选验证方式/);
    const byApp = await trySignIn(cloud, email, password);
    expect(byApp.body.challenge).toBe('totp');
    const code = await nextCode(cloud, secret);
    expect((await answer(byApp.body.challengeToken, { code })).status).toBe(200);

    const app = await session.send('DELETE', '/account/factors/authenticator');
    expect(app.status).toBe(204);
    expect((await trySignIn(cloud, email, password)).body.challenge).toBe('sms');
    expect((await session.send('DELETE', '/account/factors/sms')).status).toBe(204);
    expect((await trySignIn(cloud, email, password)).body.status).toBe('signed-in');
    const { events } = (await session.send('GET', '/account/history')).body;
    const names = events.map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => name === 'factor.removed')).toHaveLength(2);
    expect(names).toContain('phone.changed');
  });
});

describe('ASVS 6.3.3: a role that asks for a second factor', () => {
  test('lets its holders do nothing until they have one, and keeps the last one', async () => {
    const administrator = await cloud.as('administrator');
    const role = await administrator.send('GET', '/roles/finance');
    const changed = await administrator.send('PATCH', '/roles/finance', {
      body: { mfaRequired: true },
      headers: { 'if-match': role.headers.get('etag')! },
    });
    expect(changed.status).toBe(200);
    const { email, password } = cloud.person('finance');
    const first = await trySignIn(cloud, email, password);
    expect(first.body).toMatchObject({ status: 'signed-in', restriction: 'enrol-factor' });
    const client = clientOf(first);
    expectProblem(await client.send('GET', '/companies'), 'auth.session_restricted');
    expect((await client.send('GET', '/account/factors')).body.isRequired).toBe(true);
    const secret = await enrolAuthenticator(cloud, client);
    expect((await client.send('GET', '/companies')).status).toBe(200);
    expectProblem(
      await client.send('DELETE', '/account/factors/authenticator'),
      'account.factor_required',
    );
    const next = await trySignIn(cloud, email, password);
    const done = await answer(next.body.challengeToken, { code: await nextCode(cloud, secret) });
    expect(done.body.status).toBe('signed-in');
    expect(done.body.restriction).toBeUndefined();
  });
});

describe('a new e-mail address', () => {
  test('AUTH-16: counts once its code came back; both addresses hear of it', async () => {
    const { email, password } = cloud.person('marketing');
    const client = await cloud.as('marketing');
    const other = 'maria.new@example.com';
    const taken = await client.send('POST', '/account/email', {
      body: { email: cloud.person('manager').email },
    });
    expectProblem(taken, 'user.exists');
    const asked = await client.send('POST', '/account/email', { body: { email: other } });
    expect(asked.status).toBe(202);
    const code = await mailCode(other);
    expect((await client.send('GET', '/account')).body.email).toBe(email);
    expect((await trySignIn(cloud, other, password)).status).toBe(401);
    const confirm = (given: string) =>
      client.send('POST', '/account/email/confirm', { body: { code: given } });
    expectProblem(await confirm(code === '000000' ? '111111' : '000000'), 'account.code_wrong');
    expect((await confirm(code)).status).toBe(204);
    expect((await client.send('GET', '/account')).body.email).toBe(other);
    for (const address of [email, other])
      expect((await mailTo(cloud, address)).subject).toContain('e-mail address was changed');
    expect((await trySignIn(cloud, email, password)).status).toBe(401);
    await signIn(cloud, { email: other, password });
    expectProblem(await confirm(code), 'account.code_wrong');
  });
});

test('people sign in by a user name of their own, which nobody else can have', async () => {
  const { password } = cloud.person('manager');
  const client = await stepUp(await cloud.as('manager'), password);
  const choose = (by: ApiClient, userName: string | null) =>
    by.send('PUT', '/account/user-name', { body: { userName } });
  expect((await choose(client, 'Chen.Jing')).status).toBe(204);
  expect((await client.send('GET', '/account')).body.userName).toBe('chen.jing');
  const { email } = cloud.person('manager');
  expect((await mailTo(cloud, email)).subject).toMatch(/user name was changed|用户名已更改/);
  expect((await trySignIn(cloud, 'CHEN.JING', password)).status).toBe(200);
  expectProblem(await choose(await cloud.as('read-only'), 'chen.jing'), 'user.exists');
  expect((await choose(client, null)).status).toBe(204);
  expect((await trySignIn(cloud, 'chen.jing', password)).status).toBe(401);
});
