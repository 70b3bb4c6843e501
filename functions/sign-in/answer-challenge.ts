import type { Directory } from '#shared/auth/directory';
import type { SignInProvider } from '#shared/auth/identity-provider';
import type { PasswordCheck } from '#shared/auth/password-check';
import type { NewPassword } from '#shared/auth/password-policy';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';
import type { ChallengeStore, PendingChallenge } from './challenge-store.ts';
import {
  admitToSignIn,
  type FinishNeeds,
  finishSignIn,
  type SignInResult,
} from './finish-sign-in.ts';

export interface AnswerNeeds extends FinishNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: Pick<SignInProvider, 'setFirstPassword'>;
  readonly challenges: ChallengeStore;
  readonly passwordCheck: PasswordCheck;
}

/**
 * Answers the challenge of a sign-in that is under way. A token works once; after a password that
 * does not meet the policy it may be used again. Throws `sign_in.challenge_invalid`.
 */
export async function answerChallenge(
  needs: AnswerNeeds,
  input: { readonly challengeToken: string; readonly newPassword: string },
  origin: RequestOrigin,
): Promise<SignInResult> {
  const pending = await needs.challenges.take(input.challengeToken);
  if (!pending || pending.stepUpOf !== undefined)
    throw new DomainError('sign_in.challenge_invalid');
  const principal = admitToSignIn(await needs.directory.find(pending.userId));
  try {
    const newPassword = await needs.passwordCheck.accept(input.newPassword, principal);
    const step = await answer(needs, pending, newPassword);
    return await finishSignIn(needs, principal, step, origin);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'password.refused')
      await needs.challenges.putBack(input.challengeToken, pending);
    throw error;
  }
}

/** The place where further kinds of challenges are answered. */
function answer(
  { provider }: AnswerNeeds,
  { challenge, continuation }: PendingChallenge,
  newPassword: NewPassword,
) {
  switch (challenge) {
    case 'new-password':
      return provider.setFirstPassword(continuation, newPassword);
  }
}
