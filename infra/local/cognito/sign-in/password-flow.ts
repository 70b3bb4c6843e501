import type { World } from '../world.ts';
import { findPerson, required, runPreAuthentication } from './person.ts';
import { proceed } from './proceed.ts';
import { provePassword } from './prove-password.ts';
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
  const { pool, client, parameters } = start;
  const { login, user: found } = findPerson(world, start);
  const password = required(parameters, 'PASSWORD');
  await runPreAuthentication(world, start, { login, user: found });
  const user = await provePassword(world, pool, { user: found, login }, password);
  return proceed(world, {
    pool,
    client,
    user,
    login,
    passed: ['PASSWORD'],
    kept: {},
    clientMetadata: undefined,
  });
}
