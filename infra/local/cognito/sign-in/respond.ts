import { invalidSession } from '../auth-sessions.ts';
import { checkSecretHash } from '../client-secret.ts';
import { userDisabled } from '../errors.ts';
import { foldName } from '../pool-definition.ts';
import { seemingUsername } from '../seeming-user.ts';
import type { World } from '../world.ts';
import { withStep } from './custom-step.ts';
import { required } from './person.ts';
import { challengeNamed, goOnWith, proceed } from './proceed.ts';
import type { Answered, AuthAnswer, Start } from './sign-in.ts';

export interface ChallengeResponse extends Start {
  readonly challenge: string;
  readonly session: string;
}

/**
 * Judges the answer to a challenge and goes on. Throws `NotAuthorizedException` for a session that is
 * unknown, used, expired, or of another client, person or challenge, and whatever the challenge throws.
 */
export async function respond(world: World, response: ChallengeResponse): Promise<AuthAnswer> {
  const { client, parameters } = response;
  const username = required(parameters, 'USERNAME');
  checkSecretHash(client, username, parameters['SECRET_HASH']);
  const { signIn, next } = await judge(world, response);
  return next === undefined ? proceed(world, signIn) : goOnWith(world, signIn, next, parameters);
}

/** As `respond`, without the client’s secret and without going on. */
export async function judge(world: World, response: ChallengeResponse): Promise<Answered> {
  const { pool, client, parameters, challenge: name, session: token, clientMetadata } = response;
  const challenge = challengeNamed(name);
  const username = required(parameters, 'USERNAME');
  const { login, passed, kept, history, ...session } = world.sessions.read(pool, client, token);
  const user = world.users.findByLogin(pool, username);
  if (session.challenge !== name || user?.sub !== session.sub) throw invalidSession();
  const seems = [foldName(pool, login), seemingUsername(pool, login)];
  if (!user && !seems.includes(foldName(pool, username))) throw invalidSession();
  if (user && !user.enabled) throw userDisabled();
  const claim = () => {
    if (!world.sessions.close(token)) throw invalidSession();
  };
  const signIn = { pool, client, user, login, passed, kept, history, clientMetadata };
  const answered = await challenge.answer(world, signIn, { values: parameters, claim });
  return { ...answered, signIn: withStep(name, answered) };
}
