import { refuseReplay, stepOf } from '../factors/software-token.ts';
import { knownUser, required } from './person.ts';
import { proveCode } from './prove-code.ts';
import type { Challenge } from './sign-in.ts';

/** The code of the authenticator; each counts once. */
export const softwareTokenMfa: Challenge = {
  ask(_world, signIn) {
    const { username, totp } = knownUser(signIn);
    return {
      parameters: {
        USER_ID_FOR_SRP: username,
        ...(totp?.name !== undefined && { FRIENDLY_DEVICE_NAME: totp.name }),
      },
    };
  },

  answer(world, signIn, { values, claim }) {
    const { pool } = signIn;
    const { sub, totp } = knownUser(signIn);
    const code = required(values, 'SOFTWARE_TOKEN_MFA_CODE');
    const step = totp && stepOf(totp.secret, code, world.context.clock.now());
    proveCode(world, signIn, step !== undefined);
    const changed = world.users.change(pool, sub, ({ totp: newest }) => {
      if (!newest || step === undefined) return {};
      refuseReplay(step, newest.lastStep);
      claim();
      return { totp: { ...newest, lastStep: step } };
    });
    const passed = [...signIn.passed, 'SOFTWARE_TOKEN_MFA'];
    return { signIn: { ...signIn, user: changed, passed } };
  },
};
