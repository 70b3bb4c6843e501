import * as z from 'zod';
import type { AppClient } from '../client-definition.ts';
import type { Pool } from '../pool-definition.ts';
import type { World } from '../world.ts';
import { OAuthError } from './oauth-response.ts';

const Parameters = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.string().default(''),
  scope: z.string().optional(),
  state: z.string().optional(),
  nonce: z.string().max(1024).optional(),
  code_challenge: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
  code_challenge_method: z.string().optional(),
  identity_provider: z.string().optional(),
  idp_identifier: z.string().optional(),
  login_hint: z.string().optional(),
  prompt: z.string().optional(),
  max_age: z.coerce.number().int().nonnegative().optional(),
});

/** What a code is bound to. */
export const AuthorizationRequest = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  state: z.string().optional(),
  nonce: z.string().optional(),
  codeChallenge: z.string().optional(),
});

export type AuthorizationRequest = z.output<typeof AuthorizationRequest>;

export interface Authorization {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly request: AuthorizationRequest;
  readonly loginHint: string | undefined;
  readonly wantsLogin: boolean;
  /** Seconds that may have passed since the person proved themselves. */
  readonly maxAge: number | undefined;
  /** The provider that the request names; the person chooses where it names none. */
  readonly provider: string | undefined;
}

/** A refusal that may be told to the client, at the address that is known to be its own. */
export class RefusedAuthorization extends OAuthError {
  readonly request: Pick<AuthorizationRequest, 'redirectUri' | 'state'>;

  constructor(request: RefusedAuthorization['request'], code: string, description: string) {
    super(code, description);
    this.request = request;
  }
}

/**
 * Reads an authorization request (RFC 6749, 4.1.1; RFC 7636, 4.3). Throws `OAuthError` where the
 * client or its address cannot be trusted, `RefusedAuthorization` for the rest.
 */
export function readAuthorization(world: World, query: URLSearchParams): Authorization {
  const parsed = Parameters.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw new OAuthError('invalid_request', 'A parameter is missing or wrong.');
  const { data } = parsed;
  const { client, pool } = hostedClient(world, data.client_id);
  const { AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs } = client.properties;
  if (!CallbackURLs.includes(data.redirect_uri))
    throw new OAuthError('redirect_mismatch', 'The redirect_uri is not one of the client.');
  const to = { redirectUri: data.redirect_uri, state: data.state };
  const refuse = (code: string, description: string) =>
    new RefusedAuthorization(to, code, description);
  if (data.response_type !== 'code')
    throw refuse('unsupported_response_type', 'Only the code flow is emulated.');
  if (!AllowedOAuthFlows.includes('code'))
    throw refuse('unauthorized_client', 'The client may not use the code flow.');
  const scopes = data.scope?.split(' ').filter(Boolean) ?? AllowedOAuthScopes;
  if (scopes.length === 0 || scopes.some((scope) => !AllowedOAuthScopes.includes(scope)))
    throw refuse('invalid_scope', 'The client may not ask for this scope.');
  if (data.code_challenge_method !== undefined && data.code_challenge_method !== 'S256')
    throw refuse('invalid_request', 'Only S256 is supported as code_challenge_method.');
  if ((data.code_challenge === undefined) !== (data.code_challenge_method === undefined))
    throw refuse('invalid_request', 'code_challenge and its method belong together.');
  const request = { clientId: client.id, scopes, nonce: data.nonce, ...to };
  return {
    pool,
    client,
    request: { ...request, codeChallenge: data.code_challenge },
    loginHint: data.login_hint,
    wantsLogin: data.prompt === 'login',
    maxAge: data.max_age,
    provider: namedProvider(world, { pool, client }, data, refuse),
  };
}

/** A client that uses the pages. Throws `OAuthError` for any other, or where the pool has no domain. */
export function hostedClient(world: World, clientId: string) {
  const client = world.pools.findClient(clientId);
  if (!client?.properties.AllowedOAuthFlowsUserPoolClient)
    throw new OAuthError('invalid_client', 'There is no such client here.');
  const pool = world.pools.pool(client.poolId);
  if (world.pools.domain(pool.id) === undefined)
    throw new OAuthError('invalid_request', 'The user pool has no domain.');
  return { client, pool };
}

function namedProvider(
  world: World,
  { pool, client }: Pick<Authorization, 'pool' | 'client'>,
  named: { identity_provider?: string | undefined; idp_identifier?: string | undefined },
  refuse: (code: string, description: string) => OAuthError,
): string | undefined {
  const { identity_provider: byName, idp_identifier: identifier } = named;
  if (byName === undefined && identifier === undefined) return undefined;
  const name = byName ?? world.providers.findByIdentifier(pool, identifier ?? '')?.name;
  if (name === undefined || !client.properties.SupportedIdentityProviders.includes(name))
    throw refuse('invalid_request', 'The identity provider is not one of the client.');
  return name;
}
