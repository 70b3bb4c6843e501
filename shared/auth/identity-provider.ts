import { type FactorName, factorNames } from './factor.ts';
import type { NewPassword } from './password-policy.ts';
import type { Proofs } from './proofs.ts';

/** What the identity provider gives a signed-in person; never leaves the back end. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What a sign-in may ask for besides the password; `totp` and `sms` ask for the code of that factor. */
export const challengeNames = [
  'new-password',
  ...factorNames,
  'choose-factor',
  'set-up-factor',
] as const;

export type ChallengeName = (typeof challengeNames)[number];

/** What somebody has to know to answer a challenge. */
export interface ChallengeFacts {
  /** With `choose-factor`: what can be chosen. */
  readonly factors?: readonly FactorName[];
  /** With `sms`: where the code went, masked. */
  readonly destination?: string;
  /** With `set-up-factor`: the new authenticator's secret in base32, shown once. */
  readonly secret?: string;
}

/** Where a sign-in stands: done, or the provider asks for something more. */
export type SignInStep =
  | { readonly kind: 'signed-in'; readonly tokens: ProviderTokens }
  | {
      readonly kind: 'challenge';
      readonly challenge: ChallengeName;
      /** The provider's own handle of this sign-in, good for one answer; kept in the back end. */
      readonly continuation: string;
      readonly facts?: ChallengeFacts;
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
  /**
   * Answers `totp` and `sms`. Throws `sign_in.code_wrong`, after which another code may be tried, or
   * `sign_in.challenge_invalid`.
   */
  proveFactor(factor: FactorName, continuation: string, code: string): Promise<SignInStep>;
  /** Answers `choose-factor`; the challenge of that factor comes next. */
  chooseFactor(continuation: string, factor: FactorName): Promise<SignInStep>;
  /** Answers `set-up-factor` with a code of the new authenticator; throws as `proveFactor`. */
  setUpFactor(continuation: string, code: string): Promise<SignInStep>;
}

/** Factors of an account, as the provider knows them. */
export interface AccountFactors {
  readonly enrolled: readonly FactorName[];
  readonly preferred?: FactorName | undefined;
  /** Masked; absent without a verified phone. */
  readonly phone?: string | undefined;
}

/** What may be done to factors without their owner's tokens. */
export interface FactorAdministration {
  factorsOf(username: string): Promise<AccountFactors>;
  /** Removes these factors, all by default; what is not there is fine. */
  removeFactors(username: string, factors?: readonly FactorName[]): Promise<void>;
}

/** What people do to their own factors, by a fresh access token of theirs. */
export interface OwnFactors {
  /** The secret of a new authenticator, in base32. */
  startAuthenticator(accessToken: string): Promise<string>;
  /** Throws `account.code_wrong`. */
  confirmAuthenticator(accessToken: string, code: string): Promise<void>;
  /** Has a factor asked for at sign-in, and first of all if it is preferred. */
  turnOn(accessToken: string, factor: FactorName, isPreferred: boolean): Promise<void>;
}

/** What people do to their own contacts, by a fresh access token of theirs. */
export interface OwnContacts {
  /** Has a code sent there; the former contact stays until it comes back. Throws `request.too_many`. */
  change(
    accessToken: string,
    contact: 'email' | 'phone',
    value: string,
  ): Promise<{ readonly destination: string }>;
  /** Throws `account.code_wrong`, `user.exists`, `request.too_many`. */
  confirm(accessToken: string, contact: 'email' | 'phone', code: string): Promise<void>;
  /** As it is now; undefined where there is none or it is not verified. */
  verified(accessToken: string, contact: 'email' | 'phone'): Promise<string | undefined>;
}

/** What may be done to contacts without their owner's tokens. */
export interface ContactAdministration {
  /** Puts a verified contact back; undefined takes the phone away. Throws `user.exists`. */
  restoreContact(
    username: string,
    contact: 'email' | 'phone',
    value: string | undefined,
  ): Promise<void>;
  /** In the form of E.164. */
  verifiedPhone(username: string): Promise<string | undefined>;
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

/** Judges proofs of people who have forgotten their password and cannot be reached. */
export interface ProofProvider {
  /** Whether the proofs are right; `username` undefined stands for nobody and takes as long. */
  prove(username: string | undefined, proofs: Proofs): Promise<boolean>;
  /** Sets the password of somebody who has proved themselves. Throws `password.refused`. */
  setPassword(username: string, newPassword: NewPassword): Promise<void>;
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
  /** Puts a password in the place of the old one that nobody knows, not even we. */
  setRandomPassword(username: string): Promise<void>;
  /** Sets a password that is good for one sign-in within a day, which then asks for another. */
  setTemporaryPassword(username: string, password: string): Promise<void>;
}
