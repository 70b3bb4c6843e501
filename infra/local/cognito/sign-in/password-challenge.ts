import { required } from './person.ts';
import { provePassword } from './prove-password.ts';
import type { Challenge } from './sign-in.ts';

/** The password as a choice of USER_AUTH; counts like any other proof of it. */
export const passwordChallenge: Challenge = {
  ask: () => ({ parameters: {} }),

  async answer(world, signIn, { values, claim }) {
    const { pool } = signIn;
    const user = await provePassword(world, pool, signIn, required(values, 'PASSWORD'));
    claim();
    return { signIn: { ...signIn, user, passed: [...signIn.passed, 'PASSWORD'] } };
  },
};
