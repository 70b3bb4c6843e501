import { expect, test } from 'vitest';
import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import { admitsApiKeys } from '#shared/http/reach-of-api-keys';
import { type ApiClient, apiClient } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { hourlyCloud } from '#test/support/hourly-cloud';
import { type Hired, hire, mailTo, stepUp } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { secretSentTo, storedText } from '#test/support/recovery';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;
let hired = 0;

hourlyCloud((...made) => {
  [cloud, administrator] = made;
});

/** The administrator with a proof of identity made now; their session goes on under another token. */
async function proved(): Promise<ApiClient> {
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  return administrator;
}

async function make(body: object, by?: ApiClient) {
  return (by ?? (await proved())).send('POST', '/api-keys', { body });
}

/** An integration's own user, and a key that acts for it. */
async function integration(
  body: object = {},
): Promise<{ user: Hired; key: ApiClient; id: string }> {
  hired += 1;
  const user = await hire(cloud, administrator, {
    email: `system-${hired}@example.com`,
    role: 'sales',
  });
  const answer = await make({ name: 'Web shop', userId: user.userId, ...body });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return {
    user,
    key: apiClient(cloud.cloud.api, answer.body.secret),
    id: answer.body.keyId,
  };
}

const refused = async (client: ApiClient, path = '/contacts') =>
  expectProblem(await client.send('GET', path), 'request.unauthenticated');

test('another system works with the rights of the key’s owner, and the owner is told', async () => {
  const { user, key, id } = await integration();
  const created = await key.send('POST', '/contacts', { body: { name: 'Made by the shop' } });
  expect([created.status, created.body.ownerId]).toEqual([201, user.userId]);
  expectProblem(await key.send('DELETE', `/contacts/${created.body.id}`), 'request.forbidden');
  expect((await key.send('GET', '/search?q=shop')).status).toBe(200);
  expect((await mailTo(cloud, user.email)).subject).toContain('API key');
  const { keys } = (await user.client.send('GET', '/account/api-keys')).body;
  const today = new Date(cloud.cloud.clock.now()).toISOString().slice(0, 10);
  expect(keys).toMatchObject([{ keyId: id, name: 'Web shop', state: 'live', lastUsedOn: today }]);
  const all = (await administrator.send('GET', '/api-keys')).body.keys;
  expect(all.map(({ keyId }: { keyId: string }) => keyId)).toContain(id);
});

test('AUTH-23: a key counts in the header only, whole, and is stored hashed', async () => {
  const { key } = await integration();
  const secret = key.token!;
  const anyone = cloud.anyone;
  await refused(anyone, `/contacts?access_token=${secret}`);
  await refused(anyone, `/contacts?api_key=${secret}`);
  const cookie = { headers: { cookie: `__Host-stratus=${secret}` } };
  expectProblem(await anyone.send('GET', '/contacts', cookie), 'request.unauthenticated');
  for (const part of [
    secret.slice(0, -1),
    `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
    secret.replace('stratus-key.', ''),
    secret.slice(0, 'stratus-key.'.length + 26),
    secret.replace(/\.[0-9A-Z]{26}\./, `.${cloud.person('administrator').userId}.`),
  ])
    await refused(apiClient(cloud.cloud.api, part));
  expect(await storedText(cloud)).not.toContain(secret.slice(-43));
});

test('AUTH-23: a revoked key is refused on its next request', async () => {
  const { key, id } = await integration();
  expect((await key.send('GET', '/contacts')).status).toBe(200);
  expect((await administrator.send('DELETE', `/api-keys/${id}`)).status).toBe(204);
  await refused(key);
  expectProblem(await administrator.send('DELETE', `/api-keys/${id}`), 'request.not_found');
});

test('AUTH-23: a key ends at its time', async () => {
  const { key, id } = await integration({ days: 1 });
  await cloud.cloud.clock.advance(23 * 60 * 60_000);
  expect((await key.send('GET', '/contacts')).status).toBe(200);
  await cloud.cloud.clock.advance(61 * 60_000);
  await refused(key);
  const fresh = await cloud.as('administrator');
  const { keys } = (await fresh.send('GET', '/api-keys')).body;
  const found = keys.find(({ keyId }: { keyId: string }) => keyId === id);
  // Its time to live may have removed it by now.
  expect(found?.state ?? 'ended').toBe('ended');
});

test('AUTH-24: a key may do nothing that people do themselves', async () => {
  const { secret } = (await make({ name: 'All-powerful' })).body;
  const key = apiClient(cloud.cloud.api, secret);
  const closed = Object.values<FunctionDefinition>(catalogue).flatMap(({ routes = {} }) =>
    Object.entries(routes).filter(
      ([, route]) => route.permission !== 'public' && !admitsApiKeys(route),
    ),
  );
  expect(closed.length).toBeGreaterThan(40);
  for (const [operation, { method, path }] of closed) {
    await cloud.cloud.clock.advance(1_000);
    const answer = await key.send(method, path.replaceAll(/\{\w+\}/g, unknownId), {
      ...(method === 'GET' ? {} : { body: {} }),
    });
    expect([operation, answer.body?.code]).toEqual([operation, 'auth.key_not_allowed']);
  }
  for (const operation of [
    'changePassword',
    'makeApiKey',
    'inviteUser',
    'changeRole',
    'mergeRecords',
  ])
    expect(closed.map(([name]) => name)).toContain(operation);
});

test('a key that only reads changes nothing, whatever its owner may do', async () => {
  const { key } = await integration({ access: 'read' });
  expect((await key.send('GET', '/contacts')).status).toBe(200);
  const body = { name: 'Not to be' };
  expectProblem(await key.send('POST', '/contacts', { body }), 'auth.key_reads_only');
});

test('whoever is locked or blocked loses their keys for good; a new password leaves them', async () => {
  const { user, key } = await integration();
  await user.client.send('POST', '/account/password', {
    body: { currentPassword: user.password, newPassword: 'lantern-58-orchard' },
  });
  expect((await key.send('GET', '/contacts')).status).toBe(200);
  const because = { body: { reason: 'A test of what keys survive.' } };
  for (const [ends, lets] of [
    ['lock', 'unlock'],
    ['disable', 'enable'],
  ]) {
    const { secret } = (await make({ name: 'Next', userId: user.userId })).body;
    const other = apiClient(cloud.cloud.api, secret);
    expect((await other.send('GET', '/contacts')).status).toBe(200);
    const able = await proved();
    expect((await able.send('POST', `/users/${user.userId}/${ends}`, because)).status).toBe(200);
    await refused(other);
    await cloud.cloud.clock.advance(1_000);
    expect((await able.send('POST', `/users/${user.userId}/${lets}`, because)).status).toBe(200);
    await refused(other);
    await refused(key);
  }
});

test('“this was not me” in the mail about a key ends it', async () => {
  const { user, key } = await integration();
  const token = await secretSentTo(cloud, user.email, 'not-me');
  expect((await cloud.anyone.send('POST', '/not-me', { body: { token } })).status).toBe(204);
  await refused(key);
});

test('a key is made with a fresh proof of identity, for people who can act, and by whoever may', async () => {
  const body = { name: 'Shop', days: 30 };
  await cloud.cloud.clock.advance(10 * 60_000);
  expectProblem(await make(body, administrator), 'auth.step_up_required');
  expectProblem(await make(body, await cloud.as('manager')), 'request.forbidden');
  expectProblem(await make({ ...body, userId: unknownId }), 'user.unknown');
  const invited = await administrator.send('POST', '/users', {
    body: { email: 'later@example.com', name: 'Later', role: 'sales' },
  });
  expectProblem(await make({ ...body, userId: invited.body.userId }), 'user.state_conflict');
  expectProblem(await make({ ...body, days: 400 }), 'request.invalid');
});

test('AZ-13: nobody makes a key that may do more than they may themselves', async () => {
  const names = { en: 'Integrator', zh: '集成' };
  const role = { roleId: 'integrator', names, grants: [], duties: ['integrations.manage'] };
  await administrator.send('POST', '/roles', { body: role });
  const jo = await hire(cloud, administrator, { email: 'jo@example.com', role: 'integrator' });
  const able = await stepUp(jo.client, jo.password);
  const { userId } = cloud.person('administrator');
  expectProblem(await make({ name: 'Power', userId }, able), 'role.above_own');
  const own = await make({ name: 'Own' }, able);
  expect(own.status).toBe(201);
  const other = await cloud.as('sales');
  const path = `/account/api-keys/${own.body.keyId}`;
  expectProblem(await other.send('DELETE', path), 'request.not_found');
  expect((await jo.client.send('DELETE', path)).status).toBe(401);
  expect((await able.send('DELETE', path)).status).toBe(204);
});
