import type { ErrorCode } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import type { NewPassword } from './password-policy.ts';
import { type PasswordFault, passwordRefused } from './password-reasons.ts';

/** Cognito's error names under which an operation means one of our codes. */
export type ErrorMeanings = Readonly<Record<string, ErrorCode>>;

const passwordFaultOf: Readonly<Record<string, PasswordFault>> = {
  InvalidPasswordException: 'not-accepted',
  PasswordHistoryPolicyViolationException: 'used-before',
};

/** Limits of Cognito are per hour or grow up to 15 minutes; it does not say how much is left. */
const limitSeconds = 15 * 60;

/** Whether the error is one of Cognito's of this name. */
export function isCognitoError(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/**
 * Runs a call and turns Cognito's refusals into the product's errors. Its messages are not passed on:
 * they tell strangers whether an account exists.
 */
export async function asking<T>(
  call: () => Promise<T>,
  meanings: ErrorMeanings,
  newPassword?: NewPassword,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const fault = passwordFaultOf[error.name];
    if (newPassword && fault)
      throw passwordRefused([fault], newPassword.locale, newPassword.minLength);
    const code = meanings[error.name];
    if (code === 'request.too_many') throw new DomainError(code, { retryAfter: limitSeconds });
    if (code) throw new DomainError(code, {}, { cause: error });
    throw error;
  }
}
