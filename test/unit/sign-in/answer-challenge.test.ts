import { expect, test } from 'vitest';
import { answerChallenge } from '#functions/sign-in/answer-challenge';
import { fromChallengeItem, toChallengeItem } from '#functions/sign-in/challenge-item';
import type { ChallengeStore, PendingChallenge } from '#functions/sign-in/challenge-store';
import { passwordRefused } from '#shared/auth/password-reasons';
import {
  clock,
  directoryOf,
  goodPassword,
  Journal,
  limiter,
  origin,
  passwordCheck,
  person,
  providerIn,
  receptionIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

const userId = person().userId;

function waiting(): ChallengeStore {
  const kept = new Map<string, PendingChallenge>([
    ['token', { userId, challenge: 'new-password', continuation: 'c1' }],
  ]);
  return {
    keep: async (pending) => {
      kept.set('next', pending);
      return 'next';
    },
    take: async (token) => {
      const found = kept.get(token);
      kept.delete(token);
      return found;
    },
    putBack: async (token, pending) => {
      kept.set(token, pending);
    },
  };
}

function house(change = {}) {
  const journal = new Journal();
  const needs = {
    directory: directoryOf(person({ status: 'invited', ...change })),
    provider: providerIn(journal),
    sessions: sessionsIn(journal),
    limiter: limiter(),
    ...receptionIn(journal),
    passwordCheck,
    challenges: waiting(),
  };
  return { journal, needs };
}

const input = { challengeToken: 'token', newPassword: goodPassword };

test('a good first password signs the invited person in', async () => {
  const { needs, journal } = house();
  await expect(answerChallenge(needs, input, origin)).resolves.toMatchObject({
    status: 'signed-in',
  });
  expect(journal.entries).toEqual([
    `provider: set first password c1 ${goodPassword}`,
    `open ${userId} in generation 1`,
  ]);
});

test('a challenge is answered once, also by two answers at the same time', async () => {
  const { needs } = house();
  const results = await Promise.allSettled([
    answerChallenge(needs, input, origin),
    answerChallenge(needs, input, origin),
  ]);
  expect(results.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(answerChallenge(needs, input, origin)).rejects.toMatchObject({
    code: 'sign_in.challenge_invalid',
  });
});

test('after a weak password the person may choose another', async () => {
  const { needs, journal } = house();
  const weak = answerChallenge(needs, { ...input, newPassword: 'otter' }, origin);
  await expect(weak).rejects.toMatchObject({ code: 'password.refused' });
  expect(journal.entries).toEqual([]);
  await expect(answerChallenge(needs, input, origin)).resolves.toBeDefined();
});

test('after a password that the provider refuses the person may choose another', async () => {
  const { needs, journal } = house();
  const entry = `provider: set first password c1 ${goodPassword}`;
  journal.failing(entry, passwordRefused(['used-before'], 'en', 8));
  await expect(answerChallenge(needs, input, origin)).rejects.toMatchObject({
    code: 'password.refused',
  });
  const other = answerChallenge(needs, { ...input, newPassword: 'red-badger-77' }, origin);
  await expect(other).resolves.toMatchObject({ status: 'signed-in' });
});

test('somebody blocked between the two steps stays out', async () => {
  const { needs, journal } = house({ status: 'disabled' });
  await expect(answerChallenge(needs, input, origin)).rejects.toMatchObject({
    code: 'sign_in.refused',
  });
  expect(journal.entries).toEqual([]);
});

const pending = { userId, challenge: 'new-password', continuation: 'session of Cognito' } as const;

test('a stored challenge holds neither its token nor the session of the provider', () => {
  const text = JSON.stringify(toChallengeItem('the-token', pending, clock.now()));
  expect(text).not.toContain('the-token');
  expect(text).not.toContain('session of Cognito');
});

test('a challenge ends after 15 minutes although its item is still there', () => {
  const item = toChallengeItem('the-token', pending, clock.now());
  const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1_000);
  expect(fromChallengeItem('the-token', item, inSeconds(899))).toEqual(pending);
  expect(fromChallengeItem('the-token', item, inSeconds(900))).toBeUndefined();
});
