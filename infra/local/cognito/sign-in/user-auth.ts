import { firstFactorsOf } from './first-factors.ts';
import { findPerson, refuseUnconfirmed, runPreAuthentication } from './person.ts';
import { askFor, goOnWith } from './proceed.ts';
import type { Flow } from './sign-in.ts';
import { stepUp, stepUpDue } from './step-up.ts';

/** Choice-based sign-in: the preferred factor where the person has it, else the choice. */
export const userAuth: Flow = {
  permission: 'ALLOW_USER_AUTH',
  operations: ['AdminInitiateAuth', 'InitiateAuth'],
  async begin(world, start) {
    const { pool, client, parameters } = start;
    const { login, user } = findPerson(world, start);
    await runPreAuthentication(world, start, { login, user });
    refuseUnconfirmed(user);
    const proven = await stepUp(world, start, user);
    const { passed, kept } = proven ?? { passed: [], kept: {} };
    const signIn = { pool, client, user, login, passed, kept, clientMetadata: undefined };
    const next = proven && (await stepUpDue(world, signIn));
    if (next !== undefined) return goOnWith(world, signIn, next, parameters);
    const preferred = parameters['PREFERRED_CHALLENGE'];
    if (preferred === undefined || !firstFactorsOf(signIn).includes(preferred))
      return askFor(world, signIn, 'SELECT_CHALLENGE');
    return goOnWith(world, signIn, preferred, parameters);
  },
};
