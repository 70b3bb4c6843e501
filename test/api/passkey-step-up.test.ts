import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { testPort } from '#test/support/assembly';
import { enrolAuthenticator } from '#test/support/authenticators';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { createPasskeyDevice, type PasskeyDevice } from '#test/support/passkey-device';
import { type Hired, hire, signIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let hired = 0;
let jo: Hired;
let device: PasskeyDevice;

beforeAll(async () => {
  cloud = await bootCloud();
});

afterAll(() => cloud?.close());

async function somebody(): Promise<Hired> {
  hired += 1;
  const administrator = await cloud.as('administrator');
  return await hire(cloud, administrator, { email: `jo-${hired}@example.com`, role: 'sales' });
}

async function enrol(client: ApiClient): Promise<PasskeyDevice> {
  const made = createPasskeyDevice({ origin: `http://localhost:${testPort}` });
  const { options } = (await client.send('POST', '/account/passkeys/start')).body;
  const body = { credential: made.create(options), label: 'Phone' };
  expect((await client.send('POST', '/account/passkeys', { body })).status).toBe(201);
  return made;
}

beforeEach(async () => {
  jo = await somebody();
  device = await enrol(jo.client);
  await cloud.cloud.clock.advance(6 * 60_000);
});

const ask = (client: ApiClient) => client.send('POST', '/step-up/passkey/start');
const answer = (client: ApiClient, body: { ticket: string; credential: object }) =>
  client.send('POST', '/step-up/passkey', { body });

async function proofOf(client: ApiClient, by = device) {
  const { options, ticket } = (await ask(client)).body;
  return { ticket, credential: by.get(options) };
}

test('ASVS 7.5.3: a passkey proves anew who somebody is, and the session goes on under a new token', async () => {
  const { client } = jo;
  expectProblem(await client.send('POST', '/account/saved-codes'), 'auth.step_up_required');
  const done = await answer(client, await proofOf(client));
  expect(done.body).toMatchObject({ status: 'signed-in', user: { userId: jo.userId } });
  expect(done.body.token).not.toBe(client.token);
  expectProblem(await client.send('GET', '/account'), 'request.unauthenticated');
  const after = apiClient(cloud.cloud.api, done.body.token);
  expect((await after.send('POST', '/account/saved-codes')).status).toBe(200);
  expect((await after.send('POST', '/sign-in/refresh')).status).toBe(200);
  const { events } = (await after.send('GET', '/account/history')).body;
  expect(events.map(({ name }: { name: string }) => name)).toContain('session.stepped_up');
});

test('it stands for all factors of somebody who has an authenticator as well', async () => {
  const client = await signIn(cloud, jo);
  await enrolAuthenticator(cloud, client);
  await cloud.cloud.clock.advance(6 * 60_000);
  const done = await answer(client, await proofOf(client));
  const after = apiClient(cloud.cloud.api, done.body.token);
  expect((await after.send('POST', '/account/saved-codes')).status).toBe(200);
});

test('another person’s passkey proves nothing, and the session stays as it is', async () => {
  const other = await somebody();
  const theirs = await enrol(other.client);
  expectProblem(await answer(jo.client, await proofOf(jo.client, theirs)), 'auth.proof_refused');
  // Nor does an answer to the question that they were asked.
  const own = await proofOf(other.client, theirs);
  expectProblem(await answer(jo.client, own), 'auth.proof_refused');
  expect((await jo.client.send('GET', '/account')).status).toBe(200);
  expectProblem(await jo.client.send('POST', '/account/saved-codes'), 'auth.step_up_required');
  const { events } = (await jo.client.send('GET', '/account/history')).body;
  expect(events[0]).toMatchObject({ name: 'sign_in.factor_failed' });
});

test('an answer counts once, for five minutes, and for the session that asked', async () => {
  const elsewhere = await signIn(cloud, jo);
  const proof = await proofOf(jo.client);
  expectProblem(await answer(elsewhere, proof), 'auth.proof_refused');
  const done = await answer(jo.client, proof);
  expect(done.status).toBe(200);
  const client = apiClient(cloud.cloud.api, done.body.token);
  expectProblem(await answer(client, proof), 'auth.proof_refused');
  const late = await proofOf(client);
  await cloud.cloud.clock.advance(5 * 60_000);
  expectProblem(await answer(client, late), 'auth.proof_refused');
});

test('a question of a sign-in is none of a step-up, nor the other way round', async () => {
  const login = { body: { login: jo.email } };
  const signingIn = (await cloud.anyone.send('POST', '/sign-in/passkey/start', login)).body;
  const credential = device.get(signingIn.options);
  const strange = await answer(jo.client, { ticket: signingIn.ticket, credential });
  expectProblem(strange, 'auth.proof_refused');
  const body = { ...(await proofOf(jo.client)), transport: 'bearer' };
  expectProblem(await cloud.anyone.send('POST', '/sign-in/passkey', { body }), 'sign_in.refused');
});

test('a passkey that was taken away proves nothing; whoever guesses has to wait', async () => {
  const client = await signIn(cloud, jo);
  const asked = await proofOf(client);
  const [{ passkeyId }] = (await client.send('GET', '/account/passkeys')).body.passkeys;
  await client.send('DELETE', `/account/passkeys/${passkeyId}`);
  for (let tries = 0; tries < 4; tries += 1)
    expectProblem(await answer(client, asked), 'auth.proof_refused');
  expectProblem(await answer(client, asked), 'request.too_many');
  expect((await client.send('GET', '/account')).status).toBe(200);
});

test('a browser gets the new token in its cookie only', async () => {
  const body = { login: jo.email, password: jo.password };
  const { headers } = await cloud.anyone.send('POST', '/sign-in', { body });
  const cookie = headers.get('set-cookie')!.split(';')[0]!;
  const own = { headers: { cookie, 'sec-fetch-site': 'same-origin' } };
  const { options, ticket } = (await cloud.anyone.send('POST', '/step-up/passkey/start', own)).body;
  const done = await cloud.anyone.send('POST', '/step-up/passkey', {
    ...own,
    body: { ticket, credential: device.get(options) },
  });
  expect(done.status).toBe(200);
  expect(done.body.token).toBeUndefined();
  expect(done.headers.get('set-cookie')!.split(';')[0]!).not.toBe(cookie);
});
