/** What the identity provider gives a signed-in person; never leaves the back end. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Where a sign-in stands: done, or the provider asks for something more. */
export type SignInStep =
  | { readonly kind: 'signed-in'; readonly tokens: ProviderTokens }
  | {
      readonly kind: 'challenge';
      readonly challenge: ChallengeName;
      /** The provider's own handle of this sign-in; used once. */
      readonly continuation: string;
    };

/** What a sign-in may ask for besides the password; further factors are added here. */
export type ChallengeName = 'new-password';

/** Proves who somebody is. Refusals throw `sign_in.refused`, weak passwords `password.refused`. */
export interface SignInProvider {
  /** `username` undefined stands for a login nobody has: the provider is asked all the same. */
  signIn(input: {
    readonly username: string | undefined;
    readonly password: string;
    readonly sourceIp: string;
  }): Promise<SignInStep>;
  setFirstPassword(input: {
    readonly username: string;
    readonly continuation: string;
    readonly newPassword: string;
    readonly sourceIp: string;
  }): Promise<SignInStep>;
  /** New tokens for old; throws `request.unauthenticated` when the provider has ended the session. */
  refresh(refreshToken: string): Promise<ProviderTokens>;
  /** Ends the provider's session behind these tokens; ended already is fine. */
  revoke(refreshToken: string): Promise<void>;
  /** Throws `password.current_wrong` when `current` is not the password. */
  changePassword(accessToken: string, current: string, next: string): Promise<void>;
}

/** Ends all of a person's sessions at the provider. */
export interface GlobalSignOut {
  signOutEverywhere(username: string): Promise<void>;
}

/** Lets people back in who forgot their password. */
export interface RecoveryProvider extends GlobalSignOut {
  /** Has a code made and handed to our senders. `limited` when the provider sends no more for now. */
  sendCode(username: string): Promise<'sent' | 'limited'>;
  /** Throws `recovery.refused` for a wrong, used or old code. */
  confirm(username: string, code: string, newPassword: string): Promise<void>;
}

/** What administrators may do to accounts; each call may be repeated. */
export interface AccountAdministration extends GlobalSignOut {
  /** Creates the account, or finds the one created before, and has the invitation sent. */
  invite(email: string): Promise<{ readonly username: string }>;
  /** Sends a new temporary password; throws `user.not_invited` once a password has been set. */
  resendInvitation(email: string): Promise<void>;
  disable(username: string): Promise<void>;
  enable(username: string): Promise<void>;
  /** Ends the old password and has a code sent. */
  resetPassword(username: string): Promise<void>;
}
