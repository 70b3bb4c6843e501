import type { AuthenticatorCopies } from '#shared/auth/authenticator-copies';
import type { Directory } from '#shared/auth/directory';
import type { FactorRecord } from '#shared/auth/factor-record';
import type { SignInProvider, SignInStep } from '#shared/auth/identity-provider';
import type { Arrival } from '#shared/auth/note-arrival';
import type { PasswordCheck } from '#shared/auth/password-check';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SecurityHistory } from '#shared/auth/security-history';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import type { ErrorCode } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import { answerOf, type ChallengeAnswer } from './challenge-answer.ts';
import type { ChallengeStore, PendingChallenge } from './challenge-store.ts';
import {
  admitToSignIn,
  type FinishNeeds,
  finishSignIn,
  type SignInResult,
} from './finish-sign-in.ts';

export interface AnswerNeeds extends TellNeeds {
  readonly limiter: RateLimiter;
  readonly directory: Pick<Directory, 'find'>;
  readonly history: Pick<SecurityHistory, 'recordFailure'>;
  readonly provider: Omit<SignInProvider, 'signIn'>;
  readonly challenges: ChallengeStore;
  readonly record: Pick<FactorRecord, 'added'>;
  readonly copies: Pick<AuthenticatorCopies, 'propose' | 'confirm'>;
  readonly passwordCheck: PasswordCheck;
}

export type Answer = ChallengeAnswer & { readonly challengeToken: string };

/**
 * Answers the challenge of a sign-in that is under way. Throws `sign_in.challenge_invalid`, and for an
 * answer that may be tried again `sign_in.code_wrong` or `password.refused`.
 */
export async function answerChallenge(
  needs: AnswerNeeds & FinishNeeds,
  input: Answer,
  arrival: Arrival,
): Promise<SignInResult> {
  const { person, step, proof } = await takeAnswer(needs, input, arrival);
  return await finishSignIn(needs, person, step, proof, arrival);
}

/** Whose challenge it was, and where the sign-in stands after the answer. */
export interface Answered {
  readonly person: StoredPrincipal;
  readonly step: SignInStep;
  readonly proof: 'password' | 'factor';
}

/** Answers that may be given again with the same token. */
const mayTryAgain = new Set<ErrorCode>(['password.refused', 'sign_in.code_wrong']);

/**
 * Takes a challenge out and has its answer judged: a token works once, unless the answer may be tried
 * again. `stepUpOf` is the session that steps up; none for a sign-in.
 */
export async function takeAnswer(
  needs: AnswerNeeds,
  { challengeToken, ...answer }: Answer,
  origin: RequestOrigin,
  stepUpOf?: string,
): Promise<Answered> {
  const pending = await needs.challenges.take(challengeToken);
  if (!pending || pending.stepUpOf !== stepUpOf) throw new DomainError('sign_in.challenge_invalid');
  const person = admitToSignIn(await needs.directory.find(pending.userId));
  try {
    const step = await judge(needs, pending, answer, person);
    const isFactor = answerOf[pending.challenge] === 'code';
    if (isFactor) await needs.limiter.giveBack(rateRules.signInCode, person.userId);
    if (pending.challenge !== 'set-up-factor')
      return { person, step, proof: isFactor ? 'factor' : 'password' };
    await noteFactor(needs, person.userId, origin);
    // Which has changed them, and must not look like a change by somebody else.
    return { person: { ...person, version: person.version + 1 }, step, proof: 'factor' };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'sign_in.code_wrong')
      await needs.history.recordFailure(person.userId, 'sign_in.factor_failed', origin);
    if (mayTryAgain.has(error.code)) await needs.challenges.putBack(challengeToken, pending);
    throw error;
  }
}

/** As after setting one up of one's own accord. */
async function noteFactor(
  needs: AnswerNeeds,
  userId: string,
  origin: RequestOrigin,
): Promise<void> {
  await needs.copies.confirm(userId);
  await needs.record.added(userId, origin);
  await tellOwner(needs, userId, 'factorAdded');
}

async function judge(
  { provider, limiter, passwordCheck }: AnswerNeeds,
  { challenge, continuation }: PendingChallenge,
  { newPassword, code, factor }: ChallengeAnswer,
  person: StoredPrincipal,
): Promise<SignInStep> {
  if (challenge === 'new-password' && newPassword !== undefined)
    return await provider.setFirstPassword(
      continuation,
      await passwordCheck.accept(newPassword, person),
    );
  if (challenge === 'choose-factor' && factor !== undefined)
    return await provider.chooseFactor(continuation, factor);
  if (code === undefined || challenge === 'new-password' || challenge === 'choose-factor')
    throw new DomainError('sign_in.challenge_invalid');
  await limiter.take(rateRules.signInCode, person.userId);
  if (challenge === 'set-up-factor') return await provider.setUpFactor(continuation, code);
  return await provider.proveFactor(challenge, continuation, code);
}
