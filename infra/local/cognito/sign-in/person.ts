import { ServiceError } from '../../service.ts';
import { checkSecretHash } from '../client-secret.ts';
import {
  invalidParameter,
  notAuthorized,
  userDisabled,
  userNotFound,
  wrongCredentials,
} from '../errors.ts';
import { runTrigger, triggerAttributes } from '../triggers.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import type { Parameters, SignIn, Start } from './sign-in.ts';

/** Reads a parameter that must be there. Throws `InvalidParameterException`. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '')
    throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/**
 * Whom a sign-in is for; undefined for a login that does not exist where the client hides that.
 * Throws `NotAuthorizedException` for a wrong secret hash and a disabled person, `UserNotFoundException`.
 */
export function findPerson(world: World, { pool, client, parameters }: Start) {
  const login = required(parameters, 'USERNAME');
  checkSecretHash(client, login, parameters['SECRET_HASH']);
  const user = world.users.findByLogin(pool, login);
  if (!user && !client.hidesUsers) throw userNotFound();
  if (user && !user.enabled) throw userDisabled();
  return { login, user };
}

/** The person of a sign-in. Throws `NotAuthorizedException` for a login that only seems to exist. */
export function knownUser({ user }: Pick<SignIn, 'user'>): User {
  if (!user) throw wrongCredentials();
  return user;
}

/** Throws `UserNotConfirmedException`. */
export function refuseUnconfirmed(user: User | undefined): void {
  if (user?.status === 'UNCONFIRMED')
    throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
}

/** Throws `NotAuthorizedException` for a temporary password that is too old. */
export function refuseExpiredPassword(world: World, user: User): void {
  const { status, temporaryUntil } = user;
  if (status !== 'FORCE_CHANGE_PASSWORD' || temporaryUntil === undefined) return;
  if (world.context.clock.now() >= temporaryUntil)
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
}

/** Runs the pool's PreAuthentication trigger, which may refuse before anything is proven. */
export async function runPreAuthentication(
  world: World,
  { pool, client, clientMetadata }: Start,
  { login, user }: { login: string; user: User | undefined },
): Promise<void> {
  await runTrigger(world, 'PreAuthentication', {
    pool,
    client,
    username: user?.username ?? login,
    source: 'PreAuthentication_Authentication',
    request: {
      userAttributes: user ? triggerAttributes(user) : {},
      validationData: clientMetadata ?? null,
      ...(user ? {} : { userNotFound: true }),
    },
  });
}
