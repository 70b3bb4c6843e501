import { createHash, randomUUID } from 'node:crypto';
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
  /** As the authorization request gave it. */
  readonly nonce?: string | undefined;
}

/** The scope that lets a token use Cognito's own operations. */
export const ownScope = 'aws.cognito.signin.user.admin';

/** The issuer that production would name: verifiers are configured with it. */
export function issuerOf(world: World, pool: Pool): string {
  return `https://cognito-idp.${world.context.region}.amazonaws.com/${pool.id}`;
}

/** What the API calls `AuthenticationResult`. */
export interface Tokens {
  readonly AccessToken: string;
  readonly IdToken?: string;
  readonly RefreshToken?: string;
  readonly ExpiresIn: number;
  readonly TokenType: string;
}

/** Signs an access and an ID token of the family; the latter not for OAuth scopes without `openid`. */
export async function issueTokens(
  world: World,
  request: TokenRequest,
  family: TokenFamily,
): Promise<Tokens> {
  const { pool, client, user, nonce } = request;
  const { acr, amr, scopes = [ownScope] } = family.grant;
  const now = Math.floor(world.context.clock.now() / 1_000);
  const common = {
    sub: user.sub,
    iss: issuerOf(world, pool),
    origin_jti: family.id,
    event_id: randomUUID(),
    auth_time: family.authTime,
    iat: now,
    ...(acr !== undefined && { acr }),
    ...(amr.length > 0 && { amr }),
  };
  const claims = await customizeClaims(world, request, {
    scopes,
    access: {
      ...common,
      client_id: client.id,
      token_use: 'access',
      exp: now + client.lives.access,
      jti: randomUUID(),
      username: user.username,
    },
    id: {
      ...readableClaims(client, user, family.grant.scopes),
      ...common,
      ...(nonce !== undefined && { nonce }),
      aud: client.id,
      token_use: 'id',
      exp: now + client.lives.id,
      jti: randomUUID(),
      'cognito:username': user.username,
    },
  });
  const accessToken = await sign(world, pool, 'access', {
    ...claims.access,
    scope: claims.scopes.join(' '),
  });
  const isOAuth = family.grant.scopes !== undefined;
  const id = isOAuth ? { ...claims.id, at_hash: accessTokenHash(accessToken) } : claims.id;
  return {
    AccessToken: accessToken,
    ...(!isOAuth || scopes.includes('openid')
      ? { IdToken: await sign(world, pool, 'id', id) }
      : {}),
    ExpiresIn: client.lives.access,
    TokenType: 'Bearer',
  };
}

async function sign(world: World, pool: Pool, use: 'access' | 'id', claims: Claims) {
  const { kid, privateKey } = await world.keys.key(pool.id, use);
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
}

/** OpenID Connect Core 3.1.3.6. */
function accessTokenHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}

/** Attributes that the client may read and that the scopes name; `openid` alone names all. */
export function readableClaims(
  client: AppClient,
  user: User,
  scopes: readonly string[] | undefined,
): Claims {
  const readable = Object.entries(user.attributes).filter(
    ([name]) => mayRead(client, name) && isInScope(name, scopes),
  );
  const identities = user.identities.length > 0 && { identities: user.identities };
  return {
    ...Object.fromEntries(
      readable.map(([name, value]) => [
        name,
        name.endsWith('_verified') ? value === 'true' : value,
      ]),
    ),
    ...identities,
  };
}

function isInScope(name: string, scopes: readonly string[] | undefined): boolean {
  const named = scopes?.filter((scope) => ['email', 'phone', 'profile'].includes(scope)) ?? [];
  if (named.length === 0) return true;
  if (name.startsWith('email')) return named.includes('email');
  if (name.startsWith('phone_number')) return named.includes('phone');
  return named.includes('profile');
}

const AccessClaims = z.object({
  sub: z.string(),
  client_id: z.string(),
  origin_jti: z.string(),
  scope: z.string().default(''),
  auth_time: z.number(),
  amr: z.array(z.string()).default([]),
  token_use: z.literal('access'),
});

export interface TokenOwner {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User;
}

/**
 * Who an access token stands for. Throws `NotAuthorizedException` where it is forged, expired,
 * revoked, of a disabled person or without Cognito's own scope; `UserNotFoundException`.
 */
export async function readAccessToken(world: World, token: string): Promise<TokenOwner> {
  const { scopes, ...owner } = await verifyAccessToken(world, token);
  if (!scopes.includes(ownScope)) throw notAuthorized('Access Token does not have required scopes');
  return owner;
}

/** As `readAccessToken`, for any scopes. */
export async function verifyAccessToken(
  world: World,
  token: string,
): Promise<TokenOwner & { scopes: readonly string[]; amr: readonly string[]; authTime: number }> {
  const claims = AccessClaims.safeParse(await verifiedClaims(world, token));
  if (!claims.success) throw invalidToken();
  const { sub, client_id: clientId, origin_jti: family, scope, amr } = claims.data;
  const client = world.pools.client(clientId);
  const pool = world.pools.pool(client.poolId);
  if (world.families.isRevoked(family)) throw notAuthorized('Access Token has been revoked');
  const user = world.users.find(pool, sub);
  if (!user) throw userNotFound();
  if (!user.enabled) throw userDisabled();
  return { pool, client, user, scopes: scope.split(' '), amr, authTime: claims.data.auth_time };
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
