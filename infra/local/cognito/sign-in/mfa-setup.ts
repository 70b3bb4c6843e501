import { invalidParameter, notAuthorized } from '../errors.ts';
import { poolFactors } from '../factors/factors.ts';
import { applyChanges, checkAttributes } from '../user-attributes.ts';
import { knownUser } from './person.ts';
import type { Challenge } from './sign-in.ts';

/** What `AssociateSoftwareToken` and `VerifySoftwareToken` keep in the session. */
export const setUpSecret = 'setUpSecret';
export const setUpDone = 'setUpDone';

/** Where the pool insists on a second factor, whoever has none sets one up before anything else. */
export const mfaSetup: Challenge = {
  ask(_world, { pool, user }) {
    const { username } = knownUser({ user });
    const factors = JSON.stringify(poolFactors(pool));
    return { parameters: { USER_ID_FOR_SRP: username, MFAS_CAN_SETUP: factors } };
  },

  answer(world, signIn, { values, claim }) {
    const { pool, kept } = signIn;
    const user = knownUser(signIn);
    const { EMAIL: email } = values;
    if (kept[setUpDone] === true) {
      claim();
      return { signIn: { ...signIn, passed: [...signIn.passed, 'MFA_SETUP'] } };
    }
    if (email === undefined) throw notAuthorized('Software token MFA is not set up.');
    if (!poolFactors(pool).includes('EMAIL_OTP'))
      throw invalidParameter('Email MFA has not been enabled by the userPool.');
    checkAttributes(pool, { email }, { creating: false });
    claim();
    const changed = world.users.change(pool, user.sub, ({ attributes }) => ({
      attributes: applyChanges(attributes, { email }),
    }));
    return { signIn: { ...signIn, user: changed }, next: 'EMAIL_OTP' };
  },
};
