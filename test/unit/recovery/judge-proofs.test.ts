import { describe, expect, test } from 'vitest';
import { defineChallenge } from '#functions/recovery-proofs/define-challenge';
import { judgeProofs } from '#functions/recovery-proofs/judge-proofs';
import { AuthPolicy } from '#shared/auth/auth-policy';
import type { Proofs } from '#shared/auth/proofs';
import type { SecurityAnswer } from '#shared/auth/security-questions';

const { recovery: policy } = AuthPolicy.parse({});
const right = {
  authenticatorCode: '123456',
  savedCode: '0123456789ABCDEFGHJKMNPQ',
  answers: [{ questionId: 'first-concert', answer: 'blue otters' }],
} satisfies Proofs;

function house() {
  const asked: string[] = [];
  const needs = {
    policy,
    authenticators: {
      check: async (userId: string | undefined, code: string) => {
        asked.push('authenticator');
        return userId !== undefined && code === right.authenticatorCode;
      },
    },
    questions: {
      check: async (userId: string | undefined, answers: readonly SecurityAnswer[]) => {
        asked.push('questions');
        return userId !== undefined && answers[0]?.answer === 'blue otters';
      },
    },
    savedCodes: {
      holds: async (userId: string | undefined, code: string) => {
        asked.push('holds');
        return userId !== undefined && code === right.savedCode;
      },
      spend: async () => {
        asked.push('spend');
        return true;
      },
    },
  };
  return { needs, asked };
}

const { authenticatorCode, savedCode, answers } = right;
const wrongCode = '654321';

describe('proofs', () => {
  test.each<{ proofs: Proofs; isProved: boolean }>([
    { proofs: { authenticatorCode, savedCode }, isProved: true },
    { proofs: { answers, savedCode }, isProved: true },
    { proofs: { answers, authenticatorCode }, isProved: true },
    { proofs: { answers, authenticatorCode, savedCode }, isProved: true },
    { proofs: { authenticatorCode }, isProved: false },
    { proofs: { savedCode }, isProved: false },
    { proofs: { answers }, isProved: false },
    { proofs: {}, isProved: false },
    { proofs: { authenticatorCode: wrongCode, savedCode }, isProved: false },
    { proofs: { answers, authenticatorCode: wrongCode }, isProved: false },
  ])('$proofs prove: $isProved', async ({ proofs, isProved }) => {
    const { needs } = house();
    expect(await judgeProofs(needs, 'sam', proofs)).toBe(isProved);
  });

  test('are all looked at, whatever was wrong, and for nobody too; nothing is used up', async () => {
    const proofs = { answers, authenticatorCode: wrongCode, savedCode };
    for (const userId of ['sam', undefined]) {
      const { needs, asked } = house();
      expect(await judgeProofs(needs, userId, proofs)).toBe(false);
      expect(asked).toEqual(['questions', 'authenticator', 'holds']);
    }
  });

  test.each([
    { off: 'questions', proofs: { answers, savedCode } },
    { off: 'authenticator', proofs: { authenticatorCode, savedCode } },
    { off: 'savedCodes', proofs: { authenticatorCode, savedCode } },
  ] as const)('do not count where $off are off by policy', async ({ off, proofs }) => {
    const { needs, asked } = house();
    const strict = { ...needs, policy: { ...policy, [off]: false } };
    expect(await judgeProofs(strict, 'sam', proofs)).toBe(false);
    expect(asked).toEqual([]);
  });
});

describe('the challenge of the recovery client', () => {
  const person = { userAttributes: { 'cognito:user_status': 'CONFIRMED' } };
  const passed = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true };

  test('is asked once and issues tokens for a right answer', () => {
    expect(defineChallenge(person, [])).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE' });
    expect(defineChallenge(person, [passed])).toMatchObject({ issueTokens: true });
  });

  test.each([
    { title: 'a wrong answer', request: person, steps: [{ ...passed, challengeResult: false }] },
    { title: 'a second try', request: person, steps: [passed, passed] },
    { title: 'nobody', request: { ...person, userNotFound: true }, steps: [passed] },
    {
      title: 'somebody whom their company signs in',
      request: { userAttributes: { 'cognito:user_status': 'EXTERNAL_PROVIDER' } },
      steps: [passed],
    },
    {
      title: 'a linked account',
      request: { userAttributes: { ...person.userAttributes, identities: '[]' } },
      steps: [passed],
    },
    {
      title: 'a password by SRP in its place',
      request: person,
      steps: [{ challengeName: 'PASSWORD_VERIFIER', challengeResult: true }],
    },
  ])('fails for $title', ({ request, steps }) => {
    expect(defineChallenge(request, steps)).toEqual({
      issueTokens: false,
      failAuthentication: true,
    });
  });
});
