import { ServiceError } from '../../service.ts';
import type { Pool } from '../pool-definition.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { knownUser, refuseExpiredPassword, refuseUnconfirmed } from './person.ts';

/**
 * The person whose password it is. Throws `PasswordResetRequiredException`, `NotAuthorizedException`
 * for a wrong, locked or expired password, `UserNotConfirmedException`.
 */
export async function provePassword(
  world: World,
  pool: Pool,
  { user: found, login }: { user: User | undefined; login: string },
  password: string,
): Promise<User> {
  refuseReset(found);
  await world.gate.prove(pool, { user: found, login }, password);
  return readyUser(world, found);
}

/** Throws `PasswordResetRequiredException`: Cognito says so to anybody who knows the login. */
export function refuseReset(user: User | undefined): void {
  if (user?.status === 'RESET_REQUIRED')
    throw new ServiceError(
      'PasswordResetRequiredException',
      'Password reset required for the user',
    );
}

/**
 * The person, once the password is proven. Throws `UserNotConfirmedException`, and
 * `NotAuthorizedException` for a temporary password that is too old.
 */
export function readyUser(world: World, found: User | undefined): User {
  const user = knownUser({ user: found });
  refuseUnconfirmed(user);
  refuseExpiredPassword(world, user);
  return user;
}
