import type { ChallengeName } from '#shared/auth/identity-provider';

/** A sign-in that waits for its next answer. */
export interface PendingChallenge {
  readonly userId: string;
  readonly challenge: ChallengeName;
  /** The provider's handle of the sign-in; stored sealed under the token that the client holds. */
  readonly continuation: string;
  /** The session that steps up; absent when somebody signs in. */
  readonly stepUpOf?: string | undefined;
}

export interface ChallengeStore {
  /** Keeps the challenge for 15 minutes and returns the token that finds it. */
  keep(pending: PendingChallenge): Promise<string>;
  /** Takes the challenge out: of two callers only one gets it. Undefined when used, expired or unknown. */
  take(token: string): Promise<PendingChallenge | undefined>;
  /** Puts back what was taken, when the answer may be given again. */
  putBack(token: string, pending: PendingChallenge): Promise<void>;
}
