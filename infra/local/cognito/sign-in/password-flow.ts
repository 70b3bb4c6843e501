import { ServiceError } from '../../service.ts';
import type { World } from '../world.ts';
import {
  findPerson,
  knownUser,
  refuseExpiredPassword,
  required,
  runPreAuthentication,
} from './person.ts';
import { proceed } from './proceed.ts';
import type { AuthAnswer, Flow, Start } from './sign-in.ts';

/** The password itself over TLS, IAM-signed. */
export const adminUserPasswordAuth: Flow = {
  permission: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  operations: ['AdminInitiateAuth'],
  begin: signInByPassword,
};

/** The password itself over TLS, from anywhere. */
export const userPasswordAuth: Flow = {
  permission: 'ALLOW_USER_PASSWORD_AUTH',
  operations: ['InitiateAuth'],
  begin: signInByPassword,
};

async function signInByPassword(world: World, start: Start): Promise<AuthAnswer> {
  const { pool, client, parameters, clientMetadata } = start;
  const { login, user: found } = findPerson(world, start);
  const password = required(parameters, 'PASSWORD');
  // Cognito says so to anybody who knows the login.
  if (found?.status === 'RESET_REQUIRED')
    throw new ServiceError(
      'PasswordResetRequiredException',
      'Password reset required for the user',
    );
  await runPreAuthentication(world, start, { login, user: found });
  await world.gate.prove(pool, { user: found, login }, password);
  const user = knownUser({ user: found });
  if (user.status === 'UNCONFIRMED')
    throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
  refuseExpiredPassword(world, user);
  return proceed(world, {
    pool,
    client,
    user,
    login,
    passed: ['PASSWORD'],
    kept: {},
    clientMetadata,
  });
}
