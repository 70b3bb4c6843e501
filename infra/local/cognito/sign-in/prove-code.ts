import { codeMismatch } from '../errors.ts';
import { lockSubject } from '../password-gate.ts';
import type { World } from '../world.ts';
import type { SignIn } from './sign-in.ts';

/**
 * Judges a code. Wrong ones count toward the same lock-out as wrong passwords. Throws
 * `CodeMismatchException` or what is given and, while locked out, `NotAuthorizedException`.
 */
export function proveCode(
  { limits }: World,
  { pool, user, login }: Pick<SignIn, 'pool' | 'user' | 'login'>,
  isRight: boolean,
  refused = codeMismatch,
): void {
  const subject = lockSubject(pool, user?.sub ?? login);
  limits.admit(subject);
  if (isRight) return;
  limits.fail(subject);
  throw refused();
}
