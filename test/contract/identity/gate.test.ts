import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import type { Gate } from '#shared/auth/gate';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate, actor, origin, present, tokens } from './people.ts';

let identity: TestIdentity;
let gate: Gate;
const admit = (token: string) => gate.admit({ token, via: 'bearer' });
const refused = { code: 'request.unauthenticated' };

beforeEach(async () => {
  identity = await openTestIdentity();
  gate = createDynamoGate(identity);
});
afterEach(() => identity.close());

test('a session is admitted by one read, with the person as they are now', async () => {
  const { token, user } = await activate(identity, 'sam');
  await createDynamoUsers(identity).change(user, { role: 'manager' }, 'user.changed', actor);
  identity.requests();
  await expect(admit(token)).resolves.toMatchObject({
    userId: user.userId,
    email: 'sam@example.com',
    role: 'manager',
  });
  expect(identity.requests()).toEqual(['BatchGetItem']);
});

test('a sign-in counts as a proof of identity for five minutes', async () => {
  const { token } = await activate(identity, 'sam');
  identity.pass(4);
  await expect(admit(token)).resolves.toMatchObject({ steppedUp: true, restriction: undefined });
  identity.pass(1);
  await expect(admit(token)).resolves.toMatchObject({ steppedUp: false });
});

test('a restricted session says what it is for, also after it has stepped up', async () => {
  const { user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  const { token } = await sessions.open(user, tokens, origin, 'enrol-factor');
  const renewed = await sessions.renew(token, tokens, origin);
  await expect(admit(renewed.token)).resolves.toMatchObject({ restriction: 'enrol-factor' });
});

test('a session ended meanwhile is not renewed', async () => {
  const { token, user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  await sessions.endAll(user.userId, 'session.ended_everywhere');
  await expect(sessions.renew(token, tokens, origin)).rejects.toMatchObject(refused);
  expect(await identity.dump()).not.toMatch(/"sk":"(session|tokens)"/);
});

test('tokens that were never issued are refused without telling why', async () => {
  const sam = await activate(identity, 'sam');
  const eve = await activate(identity, 'eve');
  const mixed = sam.token.slice(0, 26) + eve.token.slice(26);
  for (const token of [
    'x',
    mixed,
    `${sam.token.slice(0, -1)}_`,
    `${'0'.repeat(26)}${eve.token.slice(26)}`,
  ])
    await expect(admit(token)).rejects.toMatchObject(refused);
});

test.each(['invited', 'disabled', 'locked'] as const)('%s people are refused', async (status) => {
  const { token, user } = await activate(identity, 'sam');
  await createDynamoUsers(identity).change(user, { status }, 'user.changed', actor);
  await expect(admit(token)).rejects.toMatchObject(refused);
});

test('one write ends all sessions of a person, and no other person’s', async () => {
  const { token, user } = await activate(identity, 'sam');
  const other = await activate(identity, 'ann');
  const sessions = createDynamoSessions(identity);
  const second = await sessions.open(await present(identity, user.userId), tokens, origin);
  await sessions.endAll(user.userId, 'session.ended_everywhere', { origin });
  await expect(admit(token)).rejects.toMatchObject(refused);
  await expect(admit(second.token)).rejects.toMatchObject(refused);
  await expect(admit(other.token)).resolves.toMatchObject({ name: 'ann' });
  expect((await identity.dump()).match(/"sk":"tokens"/g)).toHaveLength(1);
  const third = await sessions.open(await present(identity, user.userId), tokens, origin);
  await expect(admit(third.token)).resolves.toMatchObject({ name: 'sam' });
});

test('a session ends after an idle hour although its item is still stored', async () => {
  const { token } = await activate(identity, 'sam');
  identity.pass(59);
  const lenient = createDynamoGate({ ...identity, admitUnconfirmed: true });
  await expect(lenient.admit({ token, via: 'bearer' })).resolves.toBeDefined();
  identity.pass(59);
  await expect(lenient.admit({ token, via: 'bearer' })).resolves.toBeDefined();
  identity.pass(60);
  await expect(lenient.admit({ token, via: 'bearer' })).rejects.toMatchObject(refused);
});

test('a session that Cognito has not confirmed for an hour pauses until it is refreshed', async () => {
  const { token } = await activate(identity, 'sam');
  identity.pass(50);
  await admit(token);
  identity.pass(10);
  await expect(admit(token)).rejects.toMatchObject(refused);
  await createDynamoSessions(identity).confirm(token, tokens);
  await expect(admit(token)).resolves.toBeDefined();
});

test('no session outlives 24 hours, however busy it is', async () => {
  const { token } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  for (let halfHours = 0; halfHours < 47; halfHours += 1) {
    identity.pass(30);
    await sessions.confirm(token, tokens);
    await admit(token);
  }
  identity.pass(30);
  await expect(sessions.confirm(token, tokens)).resolves.toBeDefined();
  await expect(admit(token)).rejects.toMatchObject(refused);
});

test('DATA-13: an environment that served one person presumes nobody else, nor a session that has ended', async () => {
  const [sam, eve] = [await activate(identity, 'sam'), await activate(identity, 'eve')];
  const warm = createDynamoGate({ ...identity, presumes: true });
  const presumed = (token: string) => warm.presume?.({ token, via: 'bearer' })?.userId;
  expect(presumed(sam.token)).toBeUndefined();
  await warm.admit({ token: sam.token, via: 'bearer' });
  expect(presumed(sam.token)).toBe(sam.user.userId);
  expect(presumed(eve.token)).toBeUndefined();
  expect(presumed(sam.token.slice(0, 26) + eve.token.slice(26))).toBeUndefined();

  await createDynamoSessions(identity).endAll(sam.user.userId, 'session.ended_everywhere');
  await expect(warm.admit({ token: sam.token, via: 'bearer' })).rejects.toMatchObject(refused);
  expect(presumed(sam.token)).toBeUndefined();
});

test('use is written down at most every five minutes', async () => {
  const { token } = await activate(identity, 'sam');
  identity.requests();
  for (const minutes of [4, 0, 1, 0, 4, 1]) {
    identity.pass(minutes);
    await admit(token);
  }
  const writes = identity.requests().filter((name) => name === 'UpdateItem');
  expect(writes).toHaveLength(2);
});

test('a dump of the table holds no session token and no Cognito token', async () => {
  const { token } = await activate(identity, 'sam');
  const stored = await identity.dump();
  expect(stored).toContain('session#');
  for (const secret of [token, token.slice(27), tokens.accessToken, tokens.refreshToken])
    expect(stored).not.toContain(secret);
  await expect(createDynamoSessions(identity).tokens(token)).resolves.toEqual(tokens);
});
