import { ServiceError } from '../../service.ts';
import type { Pool } from '../pool-definition.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { knownUser, refuseExpiredPassword } from './person.ts';

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
  // Cognito says so to anybody who knows the login.
  if (found?.status === 'RESET_REQUIRED')
    throw new ServiceError(
      'PasswordResetRequiredException',
      'Password reset required for the user',
    );
  await world.gate.prove(pool, { user: found, login }, password);
  const user = knownUser({ user: found });
  if (user.status === 'UNCONFIRMED')
    throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
  refuseExpiredPassword(world, user);
  return user;
}
