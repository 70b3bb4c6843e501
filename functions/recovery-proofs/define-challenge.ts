import type { ChallengeRequest } from './challenge-event.ts';

export type Decision =
  | {
      readonly challengeName: 'CUSTOM_CHALLENGE';
      readonly issueTokens: false;
      readonly failAuthentication: false;
    }
  | { readonly issueTokens: boolean; readonly failAuthentication: boolean };

/** Accounts that have a password of their own; whom a company signs in has none here. */
const mayRecover = new Set(['CONFIRMED', 'RESET_REQUIRED']);

/**
 * One challenge, one try: both proofs are judged together. It fails for accounts that have no password
 * to recover, and looks the same for nobody.
 */
export function defineChallenge(
  { userAttributes, userNotFound }: ChallengeRequest,
  session: readonly { readonly challengeName: string; readonly challengeResult: boolean }[],
): Decision {
  const [step, ...more] = session;
  if (step === undefined)
    return { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false };
  const isProved =
    more.length === 0 &&
    step.challengeName === 'CUSTOM_CHALLENGE' &&
    step.challengeResult &&
    !userNotFound &&
    mayRecover.has(userAttributes['cognito:user_status'] ?? '') &&
    userAttributes['identities'] === undefined;
  return { issueTokens: isProved, failAuthentication: !isProved };
}
