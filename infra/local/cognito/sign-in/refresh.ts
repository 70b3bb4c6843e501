import { checkSecretHash } from '../client-secret.ts';
import { userDisabled, userNotFound } from '../errors.ts';
import { issueTokens, type Tokens } from '../tokens.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { required } from './person.ts';
import type { Flow, Start } from './sign-in.ts';

/** New access and ID tokens for a refresh token, where rotation is off. */
export const refreshTokenAuth: Flow = {
  permission: 'ALLOW_REFRESH_TOKEN_AUTH',
  operations: ['AdminInitiateAuth', 'InitiateAuth'],
  async begin(world, start) {
    const { client, parameters } = start;
    const tokens = await refreshTokens(
      world,
      { ...start, clientMetadata: undefined },
      {
        refreshToken: required(parameters, 'REFRESH_TOKEN'),
        checkUser: ({ username }) => checkSecretHash(client, username, parameters['SECRET_HASH']),
      },
    );
    return { ChallengeParameters: {}, AuthenticationResult: tokens };
  },
};

/**
 * Redeems a refresh token; with rotation a new one replaces it. Throws `NotAuthorizedException`,
 * `RefreshTokenReuseException`, `UserNotFoundException`.
 */
export async function refreshTokens(
  world: World,
  { pool, client, clientMetadata }: Pick<Start, 'pool' | 'client' | 'clientMetadata'>,
  given: { refreshToken: string; checkUser?: (user: User) => void },
): Promise<Tokens> {
  const { refreshToken } = given;
  const family = world.families.redeem(client, refreshToken);
  const user = world.users.find(pool, family.sub);
  if (!user) throw userNotFound();
  given.checkUser?.(user);
  if (!user.enabled) throw userDisabled();
  const request = { pool, client, user, source: 'RefreshTokens', clientMetadata } as const;
  const tokens = await issueTokens(world, request, family);
  // A trigger may have taken its time: somebody else may have used or revoked the token meanwhile.
  world.families.redeem(client, refreshToken);
  if (client.properties.RefreshTokenRotation.Feature === 'DISABLED') return tokens;
  return { ...tokens, RefreshToken: world.families.rotate(refreshToken) };
}
