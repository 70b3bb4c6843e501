import { ServiceError } from '../service.ts';
import { checkPolicy, hashPassword, matchesPassword } from './passwords.ts';
import type { Pool } from './pool-definition.ts';
import { makeVerifier } from './srp.ts';
import type { User } from './users.ts';

type PasswordState = Pick<User, 'password' | 'srp' | 'status' | 'temporaryUntil' | 'history'>;

/** More than any pool may remember. */
const longestHistory = 24;

const day = 86_400_000;

/**
 * The state of a person who has chosen a password. Throws `InvalidPasswordException` and
 * `PasswordHistoryPolicyViolationException`.
 */
export async function chosenPassword(
  pool: Pool,
  { username, history }: Pick<User, 'username' | 'history'>,
  password: string,
): Promise<PasswordState> {
  const policy = pool.properties.Policies.PasswordPolicy;
  checkPolicy(policy, password);
  for (const used of history.slice(0, policy.PasswordHistorySize))
    if (await matchesPassword(password, used))
      throw new ServiceError(
        'PasswordHistoryPolicyViolationException',
        'Password has previously been used',
      );
  const hashed = await hashPassword(password);
  return {
    password: hashed,
    srp: makeVerifier(pool, username, password),
    status: 'CONFIRMED',
    temporaryUntil: undefined,
    history: [hashed, ...history].slice(0, longestHistory),
  };
}

/** The state of a person who was given a password that has to be changed. Throws `InvalidPasswordException`. */
export async function temporaryPassword(
  pool: Pool,
  { username, history }: Pick<User, 'username' | 'history'>,
  given: { password: string; now: number },
): Promise<PasswordState> {
  const policy = pool.properties.Policies.PasswordPolicy;
  checkPolicy(policy, given.password);
  const days =
    pool.properties.AdminCreateUserConfig.UnusedAccountValidityDays ??
    (policy.TemporaryPasswordValidityDays || 7);
  return {
    password: await hashPassword(given.password),
    srp: makeVerifier(pool, username, given.password),
    status: 'FORCE_CHANGE_PASSWORD',
    temporaryUntil: given.now + days * day,
    history,
  };
}
