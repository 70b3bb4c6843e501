import { createHmac } from 'node:crypto';
import {
  AdminInitiateAuthCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { testPort } from '#test/support/assembly';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { createPasskeyDevice, type PasskeyDevice } from '#test/support/passkey-device';
import { goodPassword, type Hired, hire, mailTo, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let person: Hired;
let count = 0;
const newDevice = (more = {}) =>
  createPasskeyDevice({ origin: `http://localhost:${testPort}`, ...more });

beforeAll(async () => {
  cloud = await bootCloud();
});
afterAll(() => cloud.close());
beforeEach(async () => {
  count += 1;
  const administrator = await cloud.as('administrator');
  person = await hire(cloud, administrator, { email: `kim-${count}@example.com`, role: 'sales' });
});

async function enrol(device: PasskeyDevice, client: ApiClient = person.client, label = 'Phone') {
  const started = await client.send('POST', '/account/passkeys/start');
  expect(started.status).toBe(200);
  const credential = device.create(started.body.options);
  return client.send('POST', '/account/passkeys', { body: { credential, label } });
}
const ask = (login = person.email) =>
  cloud.anyone.send('POST', '/sign-in/passkey/start', { body: { login } });
const answer = (ticket: string, credential: object) =>
  cloud.anyone.send('POST', '/sign-in/passkey', {
    body: { ticket, credential, transport: 'bearer' },
  });
async function signIn(device: PasskeyDevice, login = person.email) {
  const asked = await ask(login);
  return answer(asked.body.ticket, device.get(asked.body.options));
}
const list = async () =>
  (await person.client.send('GET', '/account/passkeys')).body.passkeys as {
    passkeyId: string;
    label: string;
  }[];

/** Sets up a second factor straight at Cognito. */
async function addAuthenticator() {
  const cognito = new CognitoIdentityProviderClient(clientOptions(cloud.deployment));
  const UserPoolId = output(cloud.deployment, 'UserPoolId');
  const ClientId = output(cloud.deployment, 'UserPoolClientId');
  const { UserPoolClient } = await cognito.send(
    new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
  );
  const secretHash = createHmac('sha256', UserPoolClient!.ClientSecret!)
    .update(person.email + ClientId)
    .digest('base64');
  const { AuthenticationResult: tokens } = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: {
        USERNAME: person.email,
        PASSWORD: person.password,
        SECRET_HASH: secretHash,
      },
    }),
  );
  const { AccessToken } = tokens!;
  const { SecretCode } = await cognito.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  const epoch = Math.floor(cloud.cloud.clock.now() / 1_000);
  const UserCode = await generate({ secret: SecretCode!, epoch });
  await cognito.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
  await cognito.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } }),
  );
}

describe('passkeys', () => {
  it('are added after a fresh proof, told to their owner, and sign in by themselves', async () => {
    const device = newDevice();
    const added = await enrol(device);
    expect(added).toMatchObject({ status: 201, body: { label: 'Phone' } });
    expect((await mailTo(cloud, person.email)).subject).toContain('passkey');
    expect(await list()).toMatchObject([{ label: 'Phone' }]);
    const done = await signIn(device);
    expect(done).toMatchObject({ status: 200, body: { status: 'signed-in' } });
    expect(done.body.user.userId).toBe(person.userId);
    const client = apiClient(cloud.cloud.api, done.body.token);
    expect((await client.send('GET', '/account')).status).toBe(200);
  });

  it('need a proof of identity that is at most five minutes old to be added or removed', async () => {
    const { body: passkey } = await enrol(newDevice());
    await cloud.cloud.clock.advance(5 * 60_000);
    const { client } = person;
    expectProblem(await client.send('POST', '/account/passkeys/start'), 'auth.step_up_required');
    const removal = await client.send('DELETE', `/account/passkeys/${passkey.passkeyId}`);
    expectProblem(removal, 'auth.step_up_required');
  });

  it('open nothing once they are removed, and their owner hears of it', async () => {
    const device = newDevice();
    const { body: passkey } = await enrol(device);
    // Notices may overtake each other: the first has to be there.
    await cloud.cloud.settle();
    const removed = await person.client.send('DELETE', `/account/passkeys/${passkey.passkeyId}`);
    expect(removed.status).toBe(204);
    expect((await mailTo(cloud, person.email)).subject).toContain('removed');
    expect(await list()).toEqual([]);
    expectProblem(await signIn(device), 'sign_in.refused');
    const again = await person.client.send('DELETE', `/account/passkeys/${passkey.passkeyId}`);
    expectProblem(again, 'request.not_found');
  });

  it('stand for all factors of somebody who set up an authenticator later', async () => {
    const device = newDevice();
    await enrol(device);
    await addAuthenticator();
    const byPassword = await trySignIn(cloud, person.email, goodPassword);
    expect(byPassword.body).toMatchObject({ status: 'challenge', challenge: 'totp' });
    expect((await signIn(device)).body).toMatchObject({ status: 'signed-in' });
  });

  it('ASVS 6.4.4: go with the lost factors that an administrator takes, and can be added anew', async () => {
    const device = newDevice();
    await enrol(device);
    await addAuthenticator();
    expect((await signIn(device)).status).toBe(200);
    const administrator = await cloud.as('administrator');
    const body = { reason: 'Lost the phone.', identityCheck: 'in-person' };
    const path = `/users/${person.userId}/reset-factors`;
    expect((await administrator.send('POST', path, { body })).status).toBe(200);
    expectProblem(await signIn(device), 'sign_in.refused');

    const again = await trySignIn(cloud, person.email, goodPassword);
    const client = apiClient(cloud.cloud.api, again.body.token);
    const { body: started } = await client.send('POST', '/account/factors/authenticator');
    const epoch = Math.floor(cloud.cloud.clock.now() / 1_000);
    const code = await generate({ secret: started.secret, epoch });
    const confirm = { body: { code } };
    await client.send('POST', '/account/factors/authenticator/confirm', confirm);
    const { body: asked } = await client.send('POST', '/account/passkeys/start');
    expect(asked.options.excludeCredentials).toEqual([]);
    expect((await enrol(newDevice(), client)).status).toBe(201);
  });

  it('belong to one person: others can neither see nor remove them', async () => {
    const { body: passkey } = await enrol(newDevice());
    const other = await cloud.as('administrator');
    const removal = await other.send('DELETE', `/account/passkeys/${passkey.passkeyId}`);
    expectProblem(removal, 'request.not_found');
    expect(await list()).toHaveLength(1);
  });
});

describe('a passkey is not accepted', () => {
  it('from another page, without a person in front of it, or twice', async () => {
    const bad = [newDevice({ origin: 'https://evil.example' }), newDevice({ verifiesUser: false })];
    for (const device of bad) expectProblem(await enrol(device), 'passkey.not_accepted');
    const device = newDevice();
    const started = await person.client.send('POST', '/account/passkeys/start');
    const body = { credential: device.create(started.body.options), label: 'Twice' };
    expect((await person.client.send('POST', '/account/passkeys', { body })).status).toBe(201);
    const second = await person.client.send('POST', '/account/passkeys', { body });
    expectProblem(second, 'passkey.not_accepted');
  });
});

describe('signing in by passkey is refused', () => {
  it('with somebody else’s, an assertion that was used, or too late', async () => {
    const [device, other] = [newDevice(), newDevice()];
    await enrol(device);
    const asked = await ask();
    other.create({
      challenge: 'x',
      rp: { id: 'localhost' },
      user: { id: 'x' },
      pubKeyCredParams: [],
    });
    expectProblem(
      await answer(asked.body.ticket, other.get(asked.body.options)),
      'sign_in.refused',
    );
    const fresh = await ask();
    const credential = device.get(fresh.body.options);
    expect((await answer(fresh.body.ticket, credential)).status).toBe(200);
    expectProblem(await answer(fresh.body.ticket, credential), 'sign_in.refused');
    const late = await ask();
    await cloud.cloud.clock.advance(5 * 60_000);
    const tooLate = await answer(late.body.ticket, device.get(late.body.options));
    expectProblem(tooLate, 'sign_in.refused');
  });

  it('with a question that looks the same for people without one and for nobody (AUTH-04)', async () => {
    const device = newDevice();
    await enrol(device);
    const shapes = [];
    for (const login of [person.email, cloud.person('manager').email, 'nobody@example.com']) {
      const { status, body } = await ask(login);
      const { challenge, ...options } = body.options;
      shapes.push({ status, options, lengths: [challenge.length, body.ticket.length] });
    }
    expect(new Set(shapes.map((each) => JSON.stringify(each))).size).toBe(1);
    expectProblem(await signIn(device, 'nobody@example.com'), 'sign_in.refused');
  });

  it('for people whose company insists on its own sign-in', async () => {
    expectProblem(await ask('somebody@company.example'), 'sign_in.use_company');
  });
});

describe('a forgotten password', () => {
  it('is set anew by a passkey; all sessions end and nobody is signed in', async () => {
    const device = newDevice();
    await enrol(device);
    const asked = await ask();
    const send = (newPassword: string, options = asked.body.options, ticket = asked.body.ticket) =>
      cloud.anyone.send('POST', '/recovery/passkey', {
        body: { ticket, credential: device.get(options), newPassword },
      });
    const done = await send('lantern-58-orchard');
    expect(done.status).toBe(204);
    expect((await mailTo(cloud, person.email)).subject).toContain('password was changed');
    expectProblem(await person.client.send('GET', '/account'), 'request.unauthenticated');
    expectProblem(await trySignIn(cloud, person.email, goodPassword), 'sign_in.refused');
    expect((await trySignIn(cloud, person.email, 'lantern-58-orchard')).status).toBe(200);
    const weak = await ask();
    expectProblem(await send('short-1', weak.body.options, weak.body.ticket), 'password.refused');
  });
});
