import { webAuthnChallenge } from '../webauthn/web-authn-challenge.ts';
import { newPasswordDue, newPasswordRequired } from './new-password-required.ts';
import { passwordChallenge } from './password-challenge.ts';
import { selectChallenge } from './select-challenge.ts';
import type { Challenge, Requirement } from './sign-in.ts';

/** Every challenge by its name in the API. */
export const challenges: Readonly<Record<string, Challenge>> = {
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
  PASSWORD: passwordChallenge,
  SELECT_CHALLENGE: selectChallenge,
  WEB_AUTHN: webAuthnChallenge,
};

/** What a sign-in must still pass, in this order; with nothing due it ends with tokens. */
export const requirements: readonly Requirement[] = [newPasswordDue];
