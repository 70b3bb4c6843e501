/**
 * Copies of authenticator secrets: Cognito keeps its own to itself and checks a code only behind the
 * password, which is what is forgotten. Kept only where the deployment lets people recover so.
 */
export interface AuthenticatorCopies {
  /** Keeps the secret (base 32) of an authenticator that is being set up; it counts once confirmed. */
  propose(userId: string, secret: string): Promise<void>;
  /** The proposed secret takes the place of a former one. */
  confirm(userId: string): Promise<void>;
  /** Forgets both, as when the authenticator is removed. */
  forget(userId: string): Promise<void>;
  /** Whether a code is the authenticator’s, each once; takes as long for nobody. */
  check(userId: string | undefined, code: string): Promise<boolean>;
}

/** Keeps nothing, where the deployment does not let people recover by authenticator. */
export const noCopies: Pick<AuthenticatorCopies, 'propose' | 'confirm'> = {
  propose: async () => undefined,
  confirm: async () => undefined,
};
