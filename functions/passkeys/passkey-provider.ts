import type { ProviderTokens } from '#shared/auth/identity-provider';
import type { NewPassword } from '#shared/auth/password-policy';

/** Options or answer of WebAuthn, as browsers and Cognito exchange them. */
export type WebAuthnJson = Readonly<Record<string, unknown>>;

/** The provider's side of passkeys. */
export interface PasskeyProvider {
  /** What the browser is asked to create. Throws `passkey.not_accepted` where there are too many. */
  startRegistration(accessToken: string): Promise<WebAuthnJson>;
  /** Throws `passkey.not_accepted`. */
  completeRegistration(accessToken: string, credential: WebAuthnJson): Promise<void>;
  /** One that is gone already is fine. */
  remove(accessToken: string, credentialId: string): Promise<void>;
  /**
   * Asks for an assertion. A login without a passkey, or nobody's (undefined), gets a question that looks
   * the same and that no assertion answers.
   */
  ask(
    username: string | undefined,
  ): Promise<{ readonly session: string; readonly options: WebAuthnJson }>;
  /** Throws `sign_in.refused`. */
  judge(username: string, session: string, credential: WebAuthnJson): Promise<ProviderTokens>;
  /** Sets a password without the old one. Throws `password.refused`. */
  setPassword(username: string, newPassword: NewPassword): Promise<void>;
}
