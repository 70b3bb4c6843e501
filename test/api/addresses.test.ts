import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { changesSince, stateOf } from '#test/support/state';

let cloud: TestCloud;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  support = await cloud.as('support');
});

afterAll(() => cloud?.close());

test('AZ-03, API-15: no spelling and no method leads a lower role to what administrators do', async () => {
  const before = await stateOf(cloud);
  const id = cloud.person('sales').userId;
  const body = { email: 'x@example.com', name: 'Jo Winter', role: 'administrator' };
  const spellings = [
    '/users',
    '/users/',
    '//users',
    '/Users',
    '/%75sers',
    '/users;a=b',
    '/users%2f',
  ];
  for (const path of [...spellings, '/./users', '/contacts/..;/users', `/users/${id}/disable/`])
    expect([403, 404], path).toContain((await support.send('POST', path, { body })).status);
  for (const method of ['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'])
    expect([403, 404], method).toContain((await support.send(method, '/users')).status);
  expect(await changesSince(before, cloud)).toEqual([]);
});

test('API-13, AUTH-19: headers change neither method nor person', async () => {
  const before = await stateOf(cloud);
  const { userId } = cloud.person('administrator');
  const headers = {
    'x-http-method-override': 'POST',
    'x-method-override': 'DELETE',
    'x-user-id': userId,
    'x-original-url': '/users',
    'x-forwarded-user': userId,
  };
  expect((await support.send('GET', '/users', { headers })).status).toBe(403);
  expect((await cloud.anyone.send('GET', '/contacts', { headers })).status).toBe(401);
  const account = await support.send('GET', '/account', { headers });
  expect(account.body).toMatchObject({ role: 'support', userId: cloud.person('support').userId });
  expect(await changesSince(before, cloud)).toEqual([]);
});

test.each(['/setup', '/install', '/admin', '/bootstrap', '/.env', '/debug', '/users/first'])(
  'AUTH-19: there is no way in at %s',
  async (path) => {
    for (const method of ['GET', 'POST', 'PUT'])
      expect([401, 404]).toContain((await cloud.anyone.send(method, path)).status);
  },
);

test('AUTH-12: what is no session of ours is nobody', async () => {
  const { userId } = cloud.person('administrator');
  const tokens = [
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.',
    `${userId}.${'A'.repeat(43)}`,
    `${userId}.`,
    'null',
    'x'.repeat(600),
  ];
  for (const token of tokens)
    expect((await cloud.anyone.send('GET', '/account', { token })).status, token).toBe(401);
  for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'bearer  ', 'Token x'])
    expect(
      (await cloud.anyone.send('GET', '/account', { headers: { authorization } })).status,
    ).toBe(401);
});

test('API-14: no other origin is told that it may read', async () => {
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example']) {
    const answer = await support.send('GET', '/account', { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
});
