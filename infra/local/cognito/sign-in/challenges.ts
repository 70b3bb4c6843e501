import { webAuthnChallenge } from '../webauthn/web-authn-challenge.ts';
import { customChallenge } from './custom-challenge.ts';
import { customStepDue } from './custom-step.ts';
import { mfaSetup } from './mfa-setup.ts';
import { newPasswordDue, newPasswordRequired } from './new-password-required.ts';
import { oneTimeCode } from './one-time-code.ts';
import { passwordChallenge } from './password-challenge.ts';
import { passwordVerifier } from './password-verifier.ts';
import { secondFactorDue } from './second-factor.ts';
import { selectChallenge } from './select-challenge.ts';
import { selectMfaType } from './select-mfa-type.ts';
import type { Challenge, Requirement } from './sign-in.ts';
import { softwareTokenMfa } from './software-token-mfa.ts';
import { stepUpDue } from './step-up.ts';

/** Every challenge by its name in the API. */
export const challenges: Readonly<Record<string, Challenge>> = {
  CUSTOM_CHALLENGE: customChallenge,
  EMAIL_OTP: oneTimeCode('EMAIL_OTP', 'email'),
  MFA_SETUP: mfaSetup,
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
  PASSWORD: passwordChallenge,
  PASSWORD_VERIFIER: passwordVerifier,
  SELECT_CHALLENGE: selectChallenge,
  WEB_AUTHN: webAuthnChallenge,
  SELECT_MFA_TYPE: selectMfaType,
  SMS_MFA: oneTimeCode('SMS_MFA', 'phone_number'),
  SMS_OTP: oneTimeCode('SMS_OTP', 'phone_number'),
  SOFTWARE_TOKEN_MFA: softwareTokenMfa,
};

/** What a sign-in must still pass, in this order; with nothing due it ends with tokens. */
export const requirements: readonly Requirement[] = [
  stepUpDue,
  newPasswordDue,
  secondFactorDue,
  customStepDue,
];
