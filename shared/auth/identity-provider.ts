import type { NewPassword } from './password-policy.ts';

/** What the identity provider gives a signed-in person; never leaves the back end. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What a sign-in may ask for besides the password; further factors are added here. */
export type ChallengeName = 'new-password';

/** Where a sign-in stands: done, or the provider asks for something more. */
export type SignInStep =
  | { readonly kind: 'signed-in'; readonly tokens: ProviderTokens }
  | {
      readonly kind: 'challenge';
      readonly challenge: ChallengeName;
      /** The provider's own handle of this sign-in, good for one answer; kept in the back end. */
      readonly continuation: string;
    };

/** Proves who somebody is. */
export interface SignInProvider {
  /**
   * Throws `sign_in.refused`, whatever the reason. `username` undefined stands for a login nobody
   * has: the provider is asked all the same, so that it takes as long.
   */
  signIn(username: string | undefined, password: string): Promise<SignInStep>;
  /** Answers `new-password`. Throws `sign_in.challenge_invalid` or `password.refused`. */
  setFirstPassword(continuation: string, newPassword: NewPassword): Promise<SignInStep>;
}

/** Looks after the provider's side of a session. */
export interface TokenProvider {
  /** New tokens for old; throws `request.unauthenticated` when the provider has ended the session. */
  refresh(refreshToken: string): Promise<ProviderTokens>;
  /** Ends the provider's session; one that has ended already is fine. */
  revoke(refreshToken: string): Promise<void>;
}

export interface PasswordChanger {
  /** Throws `password.current_wrong`, `password.refused` or `request.too_many`. */
  changePassword(accessToken: string, current: string, newPassword: NewPassword): Promise<void>;
}

/** Ends all of a person's sessions at the provider. */
export interface GlobalSignOut {
  signOutEverywhere(username: string): Promise<void>;
}

/** How a person would like to get their code, and the hash of the secret that goes with it. */
export interface CodeWish {
  readonly channel: 'email' | 'sms';
  readonly requestHash: string;
}

/** Lets people back in who forgot their password. */
export interface RecoveryProvider {
  /**
   * Has a code made and handed to our senders; `refused` is final for now and needs no retry. A text
   * message becomes a mail where there is no verified phone, or where the phone is the second factor.
   */
  sendCode(username: string, wish: CodeWish): Promise<'sent' | 'refused'>;
  /** Throws `recovery.refused` for a wrong, used or old code, `password.refused`, `request.too_many`. */
  confirm(username: string, code: string, newPassword: NewPassword): Promise<void>;
}

/** What administrators may do to accounts; each call may be repeated. */
export interface AccountAdministration {
  /**
   * Creates the account and has the invitation sent; finds the account that an earlier, interrupted
   * try made, and then sends nothing.
   */
  invite(email: string): Promise<{ readonly username: string; readonly sent: boolean }>;
  /** Has a new temporary password sent; throws `user.not_invited` once a password has been set. */
  resendInvitation(email: string): Promise<void>;
  disable(username: string): Promise<void>;
  enable(username: string): Promise<void>;
  /** Ends the old password and has a code sent. */
  resetPassword(username: string): Promise<void>;
}
