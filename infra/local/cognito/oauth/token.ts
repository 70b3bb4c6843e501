import { createHash } from 'node:crypto';
import { ServiceError, type ServiceRequest } from '../../service.ts';
import type { AppClient } from '../client-definition.ts';
import { checkSecret } from '../client-secret.ts';
import type { Pool } from '../pool-definition.ts';
import { refreshTokens } from '../sign-in/refresh.ts';
import { issueTokens, type Tokens } from '../tokens.ts';
import type { World } from '../world.ts';
import { hostedClient } from './authorization-request.ts';
import { PendingCode } from './finish-authorization.ts';
import { OAuthError, readForm } from './oauth-response.ts';

interface Caller {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly form: URLSearchParams;
}

/** Tokens for a code or a refresh token (RFC 6749, 4.1.3 and 6). Throws `OAuthError`. */
export async function exchange(world: World, call: ServiceRequest): Promise<object> {
  const caller = authenticate(world, call);
  const grantType = caller.form.get('grant_type');
  if (grantType === 'authorization_code') return redeemCode(world, caller);
  if (grantType === 'refresh_token') return refresh(world, caller);
  throw new OAuthError('unsupported_grant_type', 'Codes and refresh tokens are emulated.');
}

/** Ends a refresh token and all that came of it (RFC 7009). Throws `OAuthError`. */
export function revoke(world: World, call: ServiceRequest): void {
  const { client, form } = authenticate(world, call);
  const token = form.get('token');
  if (!token || !client.properties.EnableTokenRevocation) throw new OAuthError('invalid_request');
  if (token.split('.').length === 3) throw new OAuthError('unsupported_token_type');
  try {
    world.families.revoke(client, token);
  } catch (error) {
    // A token that is not there is as good as revoked (RFC 7009, 2.2).
    if (!(error instanceof ServiceError)) throw error;
  }
}

/** The client by its secret, in the header or in the body but not in both (RFC 6749, 2.3). */
function authenticate(world: World, call: ServiceRequest): Caller {
  const form = readForm(call);
  const basic = basicCredentials(call.headers['authorization']);
  const id = basic?.id ?? form.get('client_id') ?? '';
  const posted = form.get('client_secret') ?? undefined;
  if (basic && (posted !== undefined || (form.get('client_id') ?? id) !== id))
    throw new OAuthError('invalid_request', 'The client names itself twice.');
  const { client, pool } = hostedClient(world, id);
  try {
    checkSecret(client, basic?.secret ?? posted);
  } catch {
    throw new OAuthError('invalid_client');
  }
  return { client, pool, form };
}

function basicCredentials(header: string | undefined) {
  const encoded = /^Basic (\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: decodeFormValue(id), secret: decodeFormValue(secret) };
}

function decodeFormValue(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}

async function redeemCode(world: World, { client, pool, form }: Caller): Promise<object> {
  const refused = new OAuthError('invalid_grant');
  const pending = world.tickets.take('code', PendingCode, form.get('code') ?? undefined);
  if (!pending || pending.request.clientId !== client.id) throw refused;
  const { request, signedIn } = pending;
  if (form.get('redirect_uri') !== request.redirectUri) throw refused;
  if (!provesChallenge(request.codeChallenge, form.get('code_verifier'))) throw refused;
  const user = world.users.find(pool, signedIn.sub);
  if (!user?.enabled) throw refused;
  const { family, refreshToken } = world.families.open(pool, client, {
    sub: user.sub,
    authTime: signedIn.authTime,
    grant: { ...signedIn.grant, scopes: request.scopes },
  });
  const about = { pool, client, user, nonce: request.nonce, clientMetadata: undefined };
  const tokens = await issueTokens(world, { ...about, source: 'HostedAuth' }, family);
  return tokenResponse({ ...tokens, RefreshToken: refreshToken });
}

/** RFC 7636, 4.6; a verifier that nobody asked for is refused, too (OAuth 2.1). */
function provesChallenge(challenge: string | undefined, verifier: string | null): boolean {
  if (challenge === undefined || verifier === null) return challenge === undefined && !verifier;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

async function refresh(world: World, { client, pool, form }: Caller): Promise<object> {
  const refreshToken = form.get('refresh_token');
  if (!refreshToken) throw new OAuthError('invalid_request');
  const of = { pool, client, clientMetadata: undefined };
  try {
    return tokenResponse(await refreshTokens(world, of, { refreshToken }));
  } catch (error) {
    throw error instanceof ServiceError ? new OAuthError('invalid_grant', error.message) : error;
  }
}

function tokenResponse(tokens: Tokens) {
  return {
    ...(tokens.IdToken !== undefined && { id_token: tokens.IdToken }),
    access_token: tokens.AccessToken,
    ...(tokens.RefreshToken !== undefined && { refresh_token: tokens.RefreshToken }),
    expires_in: tokens.ExpiresIn,
    token_type: tokens.TokenType,
  };
}
