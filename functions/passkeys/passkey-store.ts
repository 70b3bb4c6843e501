import type { RequestOrigin } from '#shared/auth/request-origin';

/** A passkey as its owner sees it; Cognito keeps the key itself. */
export interface PasskeySummary {
  readonly passkeyId: string;
  readonly label: string;
  readonly createdAt: string;
}

/**
 * Our own list of passkeys. Cognito lets nobody but their owner delete one, so what counts is here: a
 * passkey that is not on the list, or was revoked, opens nothing.
 */
export interface PasskeyStore {
  add(
    userId: string,
    passkey: { readonly credentialId: string; readonly label: string },
    origin: RequestOrigin,
  ): Promise<PasskeySummary>;
  /** Those that count, oldest first. */
  list(userId: string): Promise<readonly PasskeySummary[]>;
  /** Those that count no more and that Cognito still has, with what it calls them. */
  revoked(
    userId: string,
  ): Promise<readonly { readonly passkeyId: string; readonly credentialId: string }[]>;
  counts(userId: string, credentialId: string): Promise<boolean>;
  /** From now on it opens nothing; gives what Cognito calls it. Undefined where the person has no such one. */
  revoke(userId: string, passkeyId: string, origin: RequestOrigin): Promise<string | undefined>;
  /** Forgets a revoked passkey that Cognito has forgotten, too. */
  forget(userId: string, passkeyId: string): Promise<void>;
}
