import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoChallenges } from '#functions/sign-in/dynamo-challenges';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoPasswordRecord } from '#shared/auth/dynamo-password-record';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoRecoveries } from '#shared/auth/dynamo-recoveries';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { rateRules } from '#shared/auth/rate-limiter';
import { sessionKey } from '#shared/auth/session-item';
import { hashSecret } from '#shared/auth/session-token';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate, actor, origin, present, tokens } from './people.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = await openTestIdentity();
});
afterEach(() => identity.close());

test('a session opened for a person who was blocked meanwhile does not come to be', async () => {
  const { user } = await activate(identity, 'sam');
  const change = { status: 'disabled', endsSessions: true } as const;
  await createDynamoUsers(identity).change(user, change, 'user.disabled', actor);
  const late = createDynamoSessions(identity).open(user, tokens, origin);
  await expect(late).rejects.toMatchObject({ code: 'sign_in.refused' });
  await expect(
    createDynamoSessions(identity).open({ ...user, status: 'disabled' }, tokens, origin),
  ).rejects.toMatchObject({ code: 'sign_in.refused' });
});

test('a session opened for a person whose password was reset meanwhile does not come to be', async () => {
  const { user } = await activate(identity, 'sam');
  await createDynamoPasswordRecord(identity).passwordChanged(
    user.userId,
    'password.recovered',
    origin,
  );
  const late = createDynamoSessions(identity).open(user, tokens, origin);
  await expect(late).rejects.toMatchObject({ code: 'sign_in.refused' });
});

test('the first session makes an invited person active', async () => {
  const { user } = await activate(identity, 'sam');
  expect(user).toMatchObject({
    status: 'active',
    version: 2,
    passwordChangedAt: '2026-03-01T10:00:00.000Z',
    lastSignInAt: '2026-03-01T10:00:00.000Z',
  });
});

test('sessions are listed newest first, without those that have ended', async () => {
  const { user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  identity.pass(30);
  const second = await sessions.open(user, tokens, { ...origin, device: 'Safari on iPhone' });
  const third = await sessions.open(user, tokens, origin);
  await expect(sessions.list(user.userId)).resolves.toMatchObject([
    { sessionId: third.sessionId },
    { sessionId: second.sessionId, device: 'Safari on iPhone' },
    { device: 'Firefox on Linux' },
  ]);
  identity.pass(31);
  await expect(sessions.end(user.userId, third.sessionId, origin)).resolves.toBe(true);
  await expect(sessions.list(user.userId)).resolves.toMatchObject([
    { sessionId: second.sessionId },
  ]);
});

test('nobody ends a session of another person', async () => {
  const sam = await activate(identity, 'sam');
  const eve = await activate(identity, 'eve');
  const sessions = createDynamoSessions(identity);
  const [session] = await sessions.list(sam.user.userId);
  const ended = await sessions.end(eve.user.userId, session!.sessionId, origin);
  expect(ended).toBe(false);
  await expect(sessions.list(sam.user.userId)).resolves.toHaveLength(1);
});

test('sixty sessions are cleared away together', async () => {
  const { user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  for (let count = 0; count < 60; count += 1) await sessions.open(user, tokens, origin);
  await sessions.endAll(user.userId, 'session.ended_everywhere');
  const left = (await identity.dump()).match(/"sk":"(session|tokens)/g);
  expect(left).toBeNull();
});

test('an ended session is not brought back by a refresh', async () => {
  const { token, user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  await sessions.endAll(user.userId, 'session.ended_everywhere');
  await expect(sessions.confirm(token, tokens)).rejects.toMatchObject({
    code: 'request.unauthenticated',
  });
  await expect(sessions.tokens(token)).resolves.toBeUndefined();
});

test('a session is ended by its token without a look at the others of its person', async () => {
  const { token, user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  await sessions.open(user, tokens, origin);
  identity.requests();
  await expect(sessions.endPresented(token, origin)).resolves.toEqual(tokens);
  expect(identity.requests()).toEqual(['GetItem', 'GetItem', 'TransactWriteItems']);
  await expect(sessions.list(user.userId)).resolves.toHaveLength(1);
  await expect(sessions.endPresented(token, origin)).resolves.toBeUndefined();
});

test('a session that gets a new token while it is ended by the old one ends all the same', async () => {
  const { token, user } = await activate(identity, 'sam');
  const sessions = createDynamoSessions(identity);
  const Key = sessionKey(hashSecret(token));
  const read = await identity.documents.send(new GetCommand({ TableName: 'identity', Key }));
  const renewed = await sessions.renew(token, tokens, origin);
  // As the request read it that ends it, a moment before.
  await identity.documents.send(new PutCommand({ TableName: 'identity', Item: read.Item! }));
  await sessions.endPresented(token, origin);
  await expect(sessions.list(user.userId)).resolves.toEqual([]);
  await expect(sessions.tokens(renewed.token)).resolves.toBeUndefined();
});

test('people are found by the exact address, and not by one that was given up', async () => {
  const { user } = await activate(identity, 'sam');
  const directory = createDynamoDirectory(identity.documents, identity.table);
  await expect(directory.findByLogin('sam@example.com')).resolves.toEqual(user);
  await expect(directory.findByLogin('sam@example.con')).resolves.toBeUndefined();
});

test('looking for a login takes the same requests whether somebody has it or not', async () => {
  await activate(identity, 'sam');
  const directory = createDynamoDirectory(identity.documents, identity.table);
  identity.requests();
  await directory.findByLogin('sam@example.com');
  const known = identity.requests();
  await directory.findByLogin('nobody@example.com');
  expect(identity.requests()).toEqual(known);
});

test('of two takers of a challenge one gets it', async () => {
  const challenges = createDynamoChallenges(identity);
  const pending = { userId: 'sam', challenge: 'new-password', continuation: 'c1' } as const;
  const token = await challenges.keep(pending);
  const taken = await Promise.all([challenges.take(token), challenges.take(token)]);
  expect(taken.filter((each) => each !== undefined)).toEqual([pending]);
  await expect(challenges.take('never-issued')).resolves.toBeUndefined();
});

test('a newer recovery link replaces the older, and a changed password ends both', async () => {
  const { user } = await activate(identity, 'sam');
  const recoveries = createDynamoRecoveries(identity);
  const older = await recoveries.create(user.userId, '111111');
  const newer = await recoveries.create(user.userId, '222222');
  await expect(recoveries.open(older)).resolves.toBeUndefined();
  await expect(recoveries.open(newer)).resolves.toEqual({ userId: user.userId, code: '222222' });
  await createDynamoPasswordRecord(identity).passwordChanged(
    user.userId,
    'password.recovered',
    origin,
  );
  await expect(recoveries.open(newer)).resolves.toBeUndefined();
  await expect(present(identity, user.userId)).resolves.toMatchObject({ sessionGeneration: 2 });
});

test('a limit holds for parallel tries and ends with its window', async () => {
  const limiter = createDynamoRateLimiter(identity);
  const take = (key = 'k') => limiter.take(rateRules.recoveryAddress, key);
  const tries = await Promise.allSettled(Array.from({ length: 24 }, () => take()));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(20);
  await expect(take()).rejects.toMatchObject({
    code: 'request.too_many',
    details: { retryAfter: 900 },
  });
  await expect(take('another')).resolves.toBeUndefined();
  await limiter.giveBack(rateRules.recoveryAddress, 'k');
  await expect(take()).resolves.toBeUndefined();
  identity.pass(15);
  await expect(take()).resolves.toBeUndefined();
});

test('giving back in a window without a try does nothing', async () => {
  const limiter = createDynamoRateLimiter(identity);
  await limiter.giveBack(rateRules.recoveryPair, 'k');
  for (let tries = 0; tries < 3; tries += 1) await limiter.take(rateRules.recoveryPair, 'k');
  await expect(limiter.take(rateRules.recoveryPair, 'k')).rejects.toMatchObject({
    code: 'request.too_many',
  });
});

test('AUTH-20: tries of strangers stop for a whole quiet time, however slowly they come', async () => {
  const limiter = createDynamoRateLimiter(identity);
  const rule = rateRules.signInStranger;
  const take = () => limiter.take(rule, 'k');
  for (let tries = 0; tries < rule.most; tries += 1) {
    await take();
    identity.pass(10);
  }
  await expect(take()).rejects.toMatchObject({
    code: 'request.too_many',
    details: { retryAfter: rule.windowSeconds - 600 },
  });
  identity.pass(5);
  await expect(take()).rejects.toMatchObject({ code: 'request.too_many' });
  identity.pass(1);
  const tries = await Promise.allSettled(Array.from({ length: 9 }, take));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(rule.most);
  await limiter.giveBack(rule, 'k');
  await expect(take()).resolves.toBeUndefined();
});
