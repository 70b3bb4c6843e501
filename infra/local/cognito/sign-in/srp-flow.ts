import { keepPublic } from './password-verifier.ts';
import { findPerson, runPreAuthentication } from './person.ts';
import { askFor } from './proceed.ts';
import type { Flow } from './sign-in.ts';

/** The password by SRP, from anywhere. Devices are not remembered. */
export const userSrpAuth: Flow = {
  permission: 'ALLOW_USER_SRP_AUTH',
  operations: ['AdminInitiateAuth', 'InitiateAuth'],
  async begin(world, start) {
    const { pool, client, parameters } = start;
    const { login, user } = findPerson(world, start);
    const kept = keepPublic(parameters);
    await runPreAuthentication(world, start, { login, user });
    const signIn = { pool, client, user, login, passed: [], kept, clientMetadata: undefined };
    return askFor(world, signIn, 'PASSWORD_VERIFIER');
  },
};
