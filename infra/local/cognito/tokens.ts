import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { ServiceError } from '../service.ts';
import { type AppClient, mayRead } from './client-definition.ts';
import { notAuthorized, userDisabled, userNotFound } from './errors.ts';
import type { Pool } from './pool-definition.ts';
import { type Claims, customizeClaims, type TokenSource } from './token-claims.ts';
import type { TokenFamily } from './token-families.ts';
import type { ClientMetadata } from './triggers.ts';
import type { User } from './users.ts';
import type { World } from './world.ts';

export interface TokenRequest {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User;
  readonly source: TokenSource;
  readonly clientMetadata: ClientMetadata;
}

/** The scope that lets a token use Cognito's own operations. */
const ownScope = 'aws.cognito.signin.user.admin';

/** The issuer that production would name: verifiers are configured with it. */
export function issuerOf(world: World, pool: Pool): string {
  return `https://cognito-idp.${world.context.region}.amazonaws.com/${pool.id}`;
}

/** Signs an access and an ID token of the family. */
export async function issueTokens(world: World, request: TokenRequest, family: TokenFamily) {
  const { pool, client, user } = request;
  const now = Math.floor(world.context.clock.now() / 1_000);
  const common = {
    sub: user.sub,
    iss: issuerOf(world, pool),
    origin_jti: family.id,
    event_id: randomUUID(),
    auth_time: family.authTime,
    iat: now,
  };
  const claims = await customizeClaims(world, request, {
    scopes: [ownScope],
    access: {
      ...common,
      client_id: client.id,
      token_use: 'access',
      exp: now + client.lives.access,
      jti: randomUUID(),
      username: user.username,
    },
    id: {
      ...readableClaims(client, user),
      ...common,
      aud: client.id,
      token_use: 'id',
      exp: now + client.lives.id,
      jti: randomUUID(),
      'cognito:username': user.username,
    },
  });
  const access = { ...claims.access, scope: claims.scopes.join(' ') };
  return {
    AccessToken: await sign(world, pool, 'access', access),
    IdToken: await sign(world, pool, 'id', claims.id),
    ExpiresIn: client.lives.access,
    TokenType: 'Bearer',
  };
}

async function sign(world: World, pool: Pool, use: 'access' | 'id', claims: Claims) {
  const { kid, privateKey } = await world.keys.key(pool.id, use);
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
}

function readableClaims(client: AppClient, user: User): Claims {
  const readable = Object.entries(user.attributes).filter(([name]) => mayRead(client, name));
  return Object.fromEntries(
    readable.map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]),
  );
}

const AccessClaims = z.object({
  sub: z.string(),
  client_id: z.string(),
  origin_jti: z.string(),
  scope: z.string().default(''),
  token_use: z.literal('access'),
});

/**
 * Who an access token stands for. Throws `NotAuthorizedException` where it is forged, expired,
 * revoked, of a disabled person or without Cognito's own scope; `UserNotFoundException`.
 */
export async function readAccessToken(
  world: World,
  token: string,
): Promise<{ pool: Pool; client: AppClient; user: User }> {
  const claims = AccessClaims.safeParse(await verifiedClaims(world, token));
  if (!claims.success) throw invalidToken();
  const { sub, client_id: clientId, origin_jti: family, scope } = claims.data;
  const client = world.pools.client(clientId);
  const pool = world.pools.pool(client.poolId);
  if (world.families.isRevoked(family)) throw notAuthorized('Access Token has been revoked');
  const user = world.users.find(pool, sub);
  if (!user) throw userNotFound();
  if (!user.enabled) throw userDisabled();
  if (!scope.split(' ').includes(ownScope))
    throw notAuthorized('Access Token does not have required scopes');
  return { pool, client, user };
}

const invalidToken = () => notAuthorized('Invalid Access Token');

async function verifiedClaims(world: World, token: string): Promise<unknown> {
  try {
    const pool = world.pools.pool(decodeJwt(token).iss?.split('/').at(-1) ?? '');
    const { publicKey } = await world.keys.key(pool.id, 'access');
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ['RS256'],
      issuer: issuerOf(world, pool),
      currentDate: new Date(world.context.clock.now()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw notAuthorized('Access Token has expired');
    if (error instanceof errors.JOSEError || error instanceof ServiceError) throw invalidToken();
    throw error;
  }
}
