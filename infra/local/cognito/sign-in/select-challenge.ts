import { invalidParameter } from '../errors.ts';
import { firstFactorsOf } from './first-factors.ts';
import { required } from './person.ts';
import type { Challenge } from './sign-in.ts';

/** The choice among first factors. */
export const selectChallenge: Challenge = {
  ask: (_world, signIn) => ({ parameters: {}, available: firstFactorsOf(signIn) }),

  answer(_world, signIn, { values, claim }) {
    const chosen = required(values, 'ANSWER');
    if (!firstFactorsOf(signIn).includes(chosen))
      throw invalidParameter('Selected challenge is not available.');
    claim();
    return { signIn, next: chosen };
  },
};
