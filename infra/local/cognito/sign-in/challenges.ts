import { newPasswordDue, newPasswordRequired } from './new-password-required.ts';
import type { Challenge, Requirement } from './sign-in.ts';

/** Every challenge by its name in the API. */
export const challenges: Readonly<Record<string, Challenge>> = {
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
};

/** What a sign-in must still pass, in this order; with nothing due it ends with tokens. */
export const requirements: readonly Requirement[] = [newPasswordDue];
