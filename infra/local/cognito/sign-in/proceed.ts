import { acrOf, authenticationLevel } from '../authentication-level.ts';
import { invalidParameter, wrongCredentials } from '../errors.ts';
import type { Grant } from '../token-families.ts';
import { issueTokens } from '../tokens.ts';
import { runTrigger, triggerAttributes } from '../triggers.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { challenges, requirements } from './challenges.ts';
import { isAnswered } from './first-factors.ts';
import { keepPublic } from './password-verifier.ts';
import type { AskedChallenge, AuthAnswer, Challenge, Parameters, SignIn } from './sign-in.ts';

/** Asks for what is due next, or ends the sign-in with tokens. */
export async function proceed(world: World, signIn: SignIn): Promise<AuthAnswer> {
  return (await askForDue(world, signIn)) ?? finish(world, signIn);
}

/** Asks for what is due next; undefined where nothing is. */
export async function askForDue(world: World, signIn: SignIn): Promise<AskedChallenge | undefined> {
  for (const requirement of requirements) {
    const due = await requirement(world, signIn);
    if (due !== undefined) return askFor(world, signIn, due);
  }
  return undefined;
}

/** Opens a session for the challenge. */
export async function askFor(world: World, signIn: SignIn, name: string): Promise<AskedChallenge> {
  const { pool, client, user, login, passed, history } = signIn;
  const { parameters, kept, available } = await challengeNamed(name).ask(world, signIn);
  const session = world.sessions.open(pool, client, {
    login,
    challenge: name,
    passed: [...passed],
    kept: { ...signIn.kept, ...kept },
    history,
    ...(user && { sub: user.sub }),
  });
  return {
    ChallengeName: name,
    ChallengeParameters: parameters,
    Session: session,
    ...(available && { AvailableChallenges: available }),
  };
}

/** Asks for a challenge, or judges it at once where the parameters already answer it. */
export async function goOnWith(
  world: World,
  signIn: SignIn,
  name: string,
  values: Parameters,
): Promise<AuthAnswer> {
  if (name === 'PASSWORD_SRP') {
    const kept = { ...signIn.kept, ...keepPublic(values) };
    return askFor(world, { ...signIn, kept }, 'PASSWORD_VERIFIER');
  }
  if (!isAnswered(name, values)) return askFor(world, signIn, name);
  const response = { values, claim: () => undefined };
  const { next, ...answered } = await challengeNamed(name).answer(world, signIn, response);
  return next === undefined
    ? proceed(world, answered.signIn)
    : askFor(world, answered.signIn, next);
}

/** Throws `InvalidParameterException` for a name that no challenge has here. */
export function challengeNamed(name: string): Challenge {
  const challenge = Object.hasOwn(challenges, name) ? challenges[name] : undefined;
  if (!challenge) throw invalidParameter(`The challenge ${name} is not emulated.`);
  return challenge;
}

/** What the tokens of a finished sign-in say of its strength. */
export function grantOf({ passed, kept }: Pick<SignIn, 'passed' | 'kept'>): Grant {
  const { level, amr } = authenticationLevel(passed, kept);
  return { amr: [...amr], ...(level !== undefined && { acr: acrOf(level) }) };
}

/** Runs the pool’s PostAuthentication trigger, which may still refuse. */
export async function runPostAuthentication(
  world: World,
  { pool, client, clientMetadata }: Pick<SignIn, 'pool' | 'client' | 'clientMetadata'>,
  user: User,
): Promise<void> {
  await runTrigger(world, 'PostAuthentication', {
    pool,
    client,
    username: user.username,
    source: 'PostAuthentication_Authentication',
    request: {
      userAttributes: triggerAttributes(user),
      newDeviceUsed: false,
      ...(clientMetadata && { clientMetadata }),
    },
  });
}

async function finish(world: World, signIn: SignIn): Promise<AuthAnswer> {
  const { pool, client, user, passed, clientMetadata } = signIn;
  if (!user) throw wrongCredentials();
  world.gate.forgive(pool, user);
  await runPostAuthentication(world, signIn, user);
  const source = passed.includes('NEW_PASSWORD_REQUIRED')
    ? 'NewPasswordChallenge'
    : 'Authentication';
  const { family, refreshToken } = world.families.open(pool, client, {
    sub: user.sub,
    grant: grantOf(signIn),
  });
  const tokens = await issueTokens(world, { pool, client, user, source, clientMetadata }, family);
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...tokens, RefreshToken: refreshToken },
  };
}
