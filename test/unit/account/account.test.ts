import { expect, test } from 'vitest';
import { changePassword } from '#functions/account/change-password';
import { endSession } from '#functions/account/end-session';
import { listSessions } from '#functions/account/list-sessions';
import { accountRoutes } from '#functions/account/routes';
import { DomainError } from '#shared/errors/domain-error';
import {
  clock,
  directoryOf,
  goodPassword,
  Journal,
  limiter,
  origin,
  passwordCheck,
  passwordsIn,
  person,
  principalOf,
  providerIn,
  queueIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

const sam = person();
const principal = principalOf(sam);
const input = { token: 'token', currentPassword: 'old-otter-41', newPassword: goodPassword };
const change = 'provider: change password with access';

function house() {
  const journal = new Journal();
  const needs = {
    limiter: limiter(),
    sessions: sessionsIn(journal),
    directory: directoryOf(sam),
    provider: providerIn(journal),
    passwordCheck,
    passwords: passwordsIn(journal),
    queue: queueIn(journal),
    clock,
  };
  return { journal, needs };
}

test('a changed password ends all sessions and is announced', async () => {
  const { needs, journal } = house();
  await changePassword(needs, principal, input, origin);
  expect(journal.entries).toEqual([
    'provider: refresh',
    'confirm session',
    change,
    'record: password.changed',
    'provider: sign out sub-of-sam',
    `queue: {"kind":"notify","userId":"${sam.userId}","notice":"passwordChanged","at":"2026-03-01T10:00:00.000Z"}`,
  ]);
});

test('a wrong current password changes and ends nothing', async () => {
  const { needs, journal } = house();
  journal.failing(change, new DomainError('password.current_wrong'));
  await expect(changePassword(needs, principal, input, origin)).rejects.toMatchObject({
    code: 'password.current_wrong',
  });
  expect(journal.entries.at(-1)).toBe(change);
});

test('the current password can be guessed five times an hour', async () => {
  const { needs, journal } = house();
  journal.failing(change, new DomainError('password.current_wrong'));
  for (let tries = 0; tries < 5; tries += 1)
    await expect(changePassword(needs, principal, input, origin)).rejects.toBeDefined();
  await expect(changePassword(needs, principal, input, origin)).rejects.toMatchObject({
    code: 'request.too_many',
  });
  expect(journal.entries.filter((entry) => entry === change)).toHaveLength(5);
});

test('a weak new password does not reach the provider', async () => {
  const { needs, journal } = house();
  const weak = changePassword(needs, principal, { ...input, newPassword: 'otter' }, origin);
  await expect(weak).rejects.toMatchObject({ code: 'password.refused' });
  expect(journal.entries).toEqual([]);
});

test('the list of sessions marks the one that asks', async () => {
  const at = '2026-03-01T09:00:00.000Z';
  const row = { ...origin, createdAt: at, lastSeenAt: at };
  const list = async () => [
    { ...row, sessionId: 'session-2' },
    { ...row, sessionId: 'session-1' },
  ];
  const sessions = await listSessions({ sessions: { list } }, principal);
  expect(sessions.map(({ sessionId, current }) => [sessionId, current])).toEqual([
    ['session-2', false],
    ['session-1', true],
  ]);
});

test('a session that is not the person’s own is not found', async () => {
  const sessions = sessionsIn(new Journal());
  await expect(endSession({ sessions }, principal, 'session-1', origin)).resolves.toBeUndefined();
  await expect(endSession({ sessions }, principal, 'session-9', origin)).rejects.toMatchObject({
    code: 'request.not_found',
  });
});

test.each(['role', 'teamId', 'email', 'status', 'userId'])(
  'people cannot change their own %s',
  (field) => {
    const { body } = accountRoutes.changeAccount;
    expect(body.safeParse({ name: 'Sam', [field]: 'administrator' }).success).toBe(false);
    expect(body.safeParse({ name: 'Sam' }).success).toBe(true);
  },
);
