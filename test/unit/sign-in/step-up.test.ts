import { expect, test } from 'vitest';
import { stepUp } from '#functions/sign-in/step-up';
import {
  directoryOf,
  goodPassword,
  Journal,
  limiter,
  origin,
  person,
  principalOf,
  providerIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

function house() {
  const journal = new Journal();
  const limits = limiter();
  const needs = {
    limiter: limits,
    directory: directoryOf(person()),
    provider: providerIn(journal),
    sessions: sessionsIn(journal),
    challenges: { keep: async () => 'kept' },
    copies: { propose: async () => undefined },
  };
  return { journal, limits, needs };
}

const presented = { principal: principalOf(person()), token: 'token' };

test('stepping up renews the session, then ends the provider’s former one', async () => {
  const { needs, journal } = house();
  const result = await stepUp(needs, presented, goodPassword, origin);
  expect(result).toMatchObject({ status: 'signed-in', session: { token: 'renewed-token' } });
  expect(journal.entries).toEqual([
    'provider: sign in sub-of-sam',
    'renew token',
    'provider: revoke refresh',
  ]);
});

test('a wrong password leaves the session as it is and counts', async () => {
  const { needs, journal, limits } = house();
  await expect(stepUp(needs, presented, 'wrong', origin)).rejects.toMatchObject({
    code: 'password.current_wrong',
  });
  expect(journal.entries).toEqual(['provider: sign in sub-of-sam']);
  expect([...limits.taken.values()]).toEqual([1]);
});

test('a proof that asks for a factor is kept for this session only', async () => {
  const { needs, journal } = house();
  const kept: unknown[] = [];
  const provider = {
    ...needs.provider,
    signIn: async () =>
      ({ kind: 'challenge', challenge: 'new-password', continuation: 'c1' }) as const,
  };
  const keep = async (pending: unknown) => {
    kept.push(pending);
    return 'kept';
  };
  await expect(
    stepUp({ ...needs, provider, challenges: { keep } }, presented, goodPassword, origin),
  ).resolves.toMatchObject({ status: 'challenge', challengeToken: 'kept' });
  expect(kept).toMatchObject([{ stepUpOf: 'session-1', continuation: 'c1' }]);
  expect(journal.entries).toEqual([]);
});
