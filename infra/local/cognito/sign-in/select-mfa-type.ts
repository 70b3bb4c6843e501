import { invalidParameter } from '../errors.ts';
import { askedFactors, factorContact } from '../factors/factors.ts';
import { describeDelivery } from '../messages.ts';
import { knownUser, required } from './person.ts';
import type { Challenge } from './sign-in.ts';

/** Whoever has several factors and prefers none chooses one each time. */
export const selectMfaType: Challenge = {
  ask(_world, signIn) {
    const user = knownUser(signIn);
    const choice = askedFactors(signIn.pool, user);
    const [destination] = choice.flatMap((factor) => {
      const contact = factorContact[factor];
      const address = contact && user.attributes[contact];
      return address ? [describeDelivery(contact, address).Destination] : [];
    });
    return {
      parameters: {
        USER_ID_FOR_SRP: user.username,
        MFAS_CAN_CHOOSE: JSON.stringify(choice),
        ...(destination !== undefined && { CODE_DELIVERY_DESTINATION: destination }),
      },
    };
  },

  answer(_world, signIn, { values, claim }) {
    const wanted = required(values, 'ANSWER');
    const next = askedFactors(signIn.pool, knownUser(signIn)).find((factor) => factor === wanted);
    if (!next) throw invalidParameter('ANSWER names no factor that can be chosen.');
    claim();
    return { signIn, next };
  },
};
