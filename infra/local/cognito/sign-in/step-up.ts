import * as z from 'zod';
import { authenticationLevel, levelNamed, passedBefore } from '../authentication-level.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { chosenFactors } from '../factors/factors.ts';
import type { Pool } from '../pool-definition.ts';
import { verifyAccessToken } from '../tokens.ts';
import type { User } from '../users.ts';
import { maySignInByPasskey } from '../webauthn/relying-party.ts';
import type { World } from '../world.ts';
import type { Requirement, SignIn, Start } from './sign-in.ts';

type Proof = Pick<SignIn, 'passed' | 'kept'>;

const Kept = z.looseObject({ targetLevel: z.number().optional() });

/**
 * What a sign-in toward a level begins with: the level, and what an access token already proves.
 * Undefined where no level is wanted. Throws `InvalidParameterException` for levels that nobody knows,
 * that the person cannot reach or that the token has, `NotAuthorizedException` for a token of others.
 */
export async function stepUp(
  world: World,
  { pool, parameters }: Start,
  user: User | undefined,
): Promise<Proof | undefined> {
  const { TARGET_ACR_VALUES: values, ACCESS_TOKEN: token, MAX_AGE: maxAge } = parameters;
  if (values === undefined) {
    if (token === undefined) return undefined;
    throw invalidParameter('ACCESS_TOKEN needs TARGET_ACR_VALUES.');
  }
  const wanted = values.split(' ').flatMap((acr) => levelNamed(acr) ?? []);
  if (wanted.length === 0) throw invalidParameter('No known level in TARGET_ACR_VALUES.');
  // Whoever does not exist can reach nothing, which must look like everybody else’s first step.
  if (!user) return undefined;
  const targetLevel = wanted.find((level) => pathTo(pool, user, level) !== undefined);
  if (targetLevel === undefined)
    throw invalidParameter('The user has no factors for the requested levels.');
  const scratch = { passed: [], kept: { targetLevel } };
  if (token === undefined) return scratch;
  const owner = await verifyAccessToken(world, token);
  if (owner.user.sub !== user.sub) throw notAuthorized('The access token is of another user.');
  const age = world.context.clock.now() / 1_000 - owner.authTime;
  if (maxAge !== undefined && age > z.coerce.number().parse(maxAge)) return scratch;
  const before = passedBefore(owner.amr);
  if ((authenticationLevel(before.passed, before.kept).level ?? 0) >= targetLevel)
    throw invalidParameter('The access token already meets the requested level.');
  return { passed: before.passed, kept: { ...before.kept, targetLevel } };
}

/** What is missing to the level that the sign-in goes for. */
export const stepUpDue: Requirement = (_world, { pool, user, passed, kept }) => {
  const { targetLevel } = Kept.parse(kept);
  if (targetLevel === undefined || !user) return undefined;
  if ((authenticationLevel(passed, kept).level ?? 0) >= targetLevel) return undefined;
  return pathTo(pool, user, targetLevel)?.find((name) => !passed.includes(name));
};

/** The challenges that lead the person to a level; undefined where they lack a factor. */
function pathTo(pool: Pool, user: User, level: number): readonly string[] | undefined {
  const hasPassword = user.password !== undefined;
  const factors = chosenFactors(pool, user);
  if (level === 4)
    return hasPassword && factors.includes('SOFTWARE_TOKEN_MFA')
      ? ['PASSWORD', 'SOFTWARE_TOKEN_MFA']
      : undefined;
  if (level === 3) {
    if (maySignInByPasskey(pool, user)) return ['WEB_AUTHN'];
    const code = factors.find((each) => each !== 'SOFTWARE_TOKEN_MFA');
    return hasPassword && code !== undefined ? ['PASSWORD', code] : undefined;
  }
  return level === 1 && hasPassword ? ['PASSWORD'] : undefined;
}
