import { expect, test } from 'vitest';
import { answerChallenge } from '#functions/sign-in/answer-challenge';
import { answerStepUp } from '#functions/sign-in/answer-step-up';
import type { ChallengeStore, PendingChallenge } from '#functions/sign-in/challenge-store';
import { finishSignIn } from '#functions/sign-in/finish-sign-in';
import { signInWithSavedCode } from '#functions/sign-in/sign-in-with-saved-code';
import type { SignInStep } from '#shared/auth/identity-provider';
import { DomainError } from '#shared/errors/domain-error';
import {
  directoryOf,
  goodPassword,
  Journal,
  limiter,
  origin,
  person,
  principalOf,
  providerIn,
  receptionIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

const { userId } = person();
const pendingTotp = { userId, challenge: 'totp', continuation: 'c1' } as const;

function challengesOf(...kept: (readonly [string, PendingChallenge])[]): ChallengeStore {
  const waiting = new Map<string, PendingChallenge>(kept);
  return {
    keep: async (pending) => {
      waiting.set('next', pending);
      return 'next';
    },
    take: async (token) => {
      const found = waiting.get(token);
      waiting.delete(token);
      return found;
    },
    putBack: async (token, pending) => {
      waiting.set(token, pending);
    },
  };
}

function house(challenges: ChallengeStore, change = {}) {
  const journal = new Journal();
  const needs = {
    challenges,
    limiter: limiter(),
    companies: { providers: [], breakGlass: [] },
    directory: directoryOf(person(change)),
    provider: providerIn(journal),
    sessions: sessionsIn(journal),
    passwordCheck: { accept: async () => Promise.reject(new Error('not asked')) },
    savedCodes: {
      use: async (_userId: string, code: string) => {
        journal.note(`use ${code}`);
        return code === 'SAVED';
      },
    },
    ...receptionIn(journal),
  };
  return { journal, needs };
}

test('the right code of the factor opens the session', async () => {
  const { needs, journal } = house(challengesOf(['token', pendingTotp]));
  const answer = { challengeToken: 'token', code: '123456' };
  await expect(answerChallenge(needs, answer, origin)).resolves.toMatchObject({
    status: 'signed-in',
    restriction: undefined,
  });
  expect(journal.entries).toEqual([
    'provider: prove totp c1 123456',
    `open ${userId} in generation 1`,
  ]);
});

test('a wrong code may be tried again, four times in all, and is in the history', async () => {
  const { needs, journal } = house(challengesOf(['token', pendingTotp]));
  journal.failing('provider: prove totp c1 000000', new DomainError('sign_in.code_wrong'));
  const wrong = { challengeToken: 'token', code: '000000' };
  for (let tries = 0; tries < 4; tries += 1)
    await expect(answerChallenge(needs, wrong, origin)).rejects.toMatchObject({
      code: 'sign_in.code_wrong',
    });
  await expect(answerChallenge(needs, wrong, origin)).rejects.toMatchObject({
    code: 'request.too_many',
  });
  const failures = journal.entries.filter((each) => each.startsWith('failure'));
  expect(failures).toEqual(Array(4).fill(`failure: sign_in.factor_failed of ${userId}`));
});

test('an answer of another kind does not pass for a code', async () => {
  const { needs, journal } = house(challengesOf(['token', pendingTotp]));
  const answer = { challengeToken: 'token', newPassword: goodPassword };
  await expect(answerChallenge(needs, answer, origin)).rejects.toMatchObject({
    code: 'sign_in.challenge_invalid',
  });
  expect(journal.entries).toEqual([]);
});

test('an authenticator that a sign-in asked for counts as one that was set up freely', async () => {
  const { needs, journal } = house(challengesOf());
  const asked = { kind: 'challenge', challenge: 'set-up-factor', continuation: 'c1' } as const;
  const step = { ...asked, facts: { secret: 'JBSWY3DPEHPK3PXP' } };
  const shown = await finishSignIn(needs, person(), step, 'password', origin);
  expect(shown).toMatchObject({ authenticator: { secret: 'JBSWY3DPEHPK3PXP' } });
  const answer = { challengeToken: 'next', code: '123456' };
  await expect(answerChallenge(needs, answer, origin)).resolves.toMatchObject({
    status: 'signed-in',
  });
  expect(journal.entries).toEqual([
    `copy proposed for ${userId}`,
    'provider: set up c1 123456',
    `copy confirmed for ${userId}`,
    `factor added for ${userId}`,
    expect.stringContaining('"notice":"factorAdded"'),
    `open ${userId} in generation 1`,
  ]);
});

test('a chosen factor is asked for next', async () => {
  const { needs } = house(challengesOf(['token', { ...pendingTotp, challenge: 'choose-factor' }]));
  await expect(
    answerChallenge(needs, { challengeToken: 'token', factor: 'sms' }, origin),
  ).resolves.toMatchObject({ status: 'challenge', challenge: 'sms', challengeToken: 'next' });
});

test('whoever has a factor due gets a restricted session by password alone, a full one by factor', async () => {
  const change = { factorDue: true };
  const chosen = { ...pendingTotp, challenge: 'new-password' } as const;
  const { needs } = house(challengesOf(['a', chosen], ['b', pendingTotp]), change);
  const first = answerChallenge(
    {
      ...needs,
      passwordCheck: { accept: async () => ({ text: 'x', locale: 'en', minLength: 8 }) },
    },
    { challengeToken: 'a', newPassword: goodPassword },
    origin,
  );
  await expect(first).resolves.toMatchObject({ restriction: 'enrol-factor' });
  const second = answerChallenge(needs, { challengeToken: 'b', code: '123456' }, origin);
  await expect(second).resolves.toMatchObject({ restriction: undefined });
});

const presented = { principal: principalOf(person()), token: 'token' };

test('a challenge of a step-up serves only the session that asked, and no sign-in', async () => {
  const bound = (stepUpOf: string) => ({ ...pendingTotp, stepUpOf });
  const { needs, journal } = house(
    challengesOf(['mine', bound('session-1')], ['other', bound('session-2')], ['in', pendingTotp]),
  );
  const code = '123456';
  const refused = { code: 'sign_in.challenge_invalid' };
  await expect(
    answerStepUp(needs, presented, { challengeToken: 'other', code }, origin),
  ).rejects.toMatchObject(refused);
  await expect(
    answerStepUp(needs, presented, { challengeToken: 'in', code }, origin),
  ).rejects.toMatchObject(refused);
  const stolen = house(challengesOf(['mine', bound('session-1')]));
  await expect(
    answerChallenge(stolen.needs, { challengeToken: 'mine', code }, origin),
  ).rejects.toMatchObject(refused);
  await expect(
    answerStepUp(needs, presented, { challengeToken: 'mine', code }, origin),
  ).resolves.toMatchObject({ status: 'signed-in', session: { token: 'renewed-token' } });
  expect(journal.entries).toContain('renew token');
});

/** A provider that asks for the authenticator until it is removed. */
function withFactor(journal: Journal) {
  const provider = providerIn(journal);
  let isEnrolled = true;
  return {
    ...provider,
    signIn: async (username: string | undefined, password: string): Promise<SignInStep> => {
      const step = await provider.signIn(username, password);
      return isEnrolled ? { kind: 'challenge', challenge: 'totp', continuation: 'c1' } : step;
    },
    removeFactors: async (username: string) => {
      await provider.removeFactors(username);
      isEnrolled = false;
    },
  };
}

const input = { login: 'sam@example.com', password: goodPassword };

test('a saved code after the right password removes the factor and tells its owner', async () => {
  const { needs, journal } = house(challengesOf(), { factorDue: true });
  const provider = withFactor(journal);
  await expect(
    signInWithSavedCode({ ...needs, provider }, { ...input, savedCode: 'SAVED' }, origin),
  ).resolves.toMatchObject({ status: 'signed-in', restriction: 'enrol-factor' });
  expect(journal.entries.slice(1, 6)).toEqual([
    'use SAVED',
    'provider: remove factors of sub-of-sam',
    `copy forgotten of ${userId}`,
    expect.stringContaining('savedCodeUsed'),
    'provider: sign in sub-of-sam',
  ]);
});

test('a wrong saved code removes nothing', async () => {
  const { needs, journal } = house(challengesOf());
  const provider = withFactor(journal);
  await expect(
    signInWithSavedCode({ ...needs, provider }, { ...input, savedCode: 'OTHER' }, origin),
  ).rejects.toMatchObject({ code: 'sign_in.code_wrong' });
  expect(journal.entries.some((each) => each.includes('remove'))).toBe(false);
});

test('with a wrong password no saved code is looked at', async () => {
  const { needs, journal } = house(challengesOf());
  const wrong = { ...input, password: 'wrong', savedCode: 'SAVED' };
  await expect(signInWithSavedCode(needs, wrong, origin)).rejects.toMatchObject({
    code: 'sign_in.refused',
  });
  expect(journal.entries).not.toContain('use SAVED');
});

test('a person without a factor keeps the code', async () => {
  const { needs, journal } = house(challengesOf());
  await signInWithSavedCode(needs, { ...input, savedCode: 'SAVED' }, origin);
  expect(journal.entries).not.toContain('use SAVED');
});
