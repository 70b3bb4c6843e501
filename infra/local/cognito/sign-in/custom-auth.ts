import type { CustomStep } from '../auth-sessions.ts';
import { invalidParameter } from '../errors.ts';
import { keepPublic } from './password-verifier.ts';
import { findPerson, refuseUnconfirmed, runPreAuthentication } from './person.ts';
import { proceed } from './proceed.ts';
import type { Flow, Parameters, SignIn } from './sign-in.ts';

const needed = [
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
] as const;

/** Challenges of the pool’s own triggers, after a password by SRP or without one. */
export const customAuth: Flow = {
  permission: 'ALLOW_CUSTOM_AUTH',
  operations: ['AdminInitiateAuth', 'InitiateAuth'],
  async begin(world, start) {
    const { pool, client, parameters } = start;
    if (needed.some((trigger) => pool.properties.LambdaConfig[trigger] === undefined))
      throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
    const { login, user } = findPerson(world, start);
    const { history, kept } = readBeginning(parameters);
    await runPreAuthentication(world, start, { login, user });
    refuseUnconfirmed(user);
    const about = { pool, client, user, login, clientMetadata: undefined };
    return proceed(world, { ...about, passed: [], kept, history });
  },
};

function readBeginning(parameters: Parameters): Pick<SignIn, 'kept'> & { history: CustomStep[] } {
  const { CHALLENGE_NAME: first = 'CUSTOM_CHALLENGE' } = parameters;
  if (first === 'CUSTOM_CHALLENGE') return { history: [], kept: {} };
  if (first !== 'SRP_A')
    throw invalidParameter(`CHALLENGE_NAME ${first} does not begin CUSTOM_AUTH.`);
  const history = [{ challengeName: 'SRP_A', challengeResult: true }];
  return { history, kept: keepPublic(parameters) };
}
