import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import type { CloudContext, FunctionInvoker } from '../service.ts';
import type { Authorizer } from './api-definition.ts';
import type { GatewayRequest, requestFields } from './gateway-request.ts';
import { type GatewayResponse, message } from './gateway-response.ts';

/** What an authorizer adds to `requestContext.authorizer`, or the refusal. */
export type Authorization =
  | { readonly authorizer: Readonly<Record<string, unknown>>; readonly principal?: string }
  | { readonly refused: GatewayResponse };

/** Gives the public keys of an issuer; production fetches them from the issuer's address. */
export type KeyLookup = (issuer: string) => JSONWebKeySet | Promise<JSONWebKeySet>;

type JwtAuthorizer = Extract<Authorizer, { AuthorizerType: 'JWT' }>;
type LambdaAuthorizer = Extract<Authorizer, { AuthorizerType: 'REQUEST' }>;

const unauthorized = (description: string): Authorization => ({
  refused: message(401, 'Unauthorized', {
    headers: {
      'www-authenticate': `Bearer error="invalid_token" error_description="${description}"`,
    },
    reason: description,
  }),
});

const forbidden: Authorization = { refused: message(403, 'Forbidden') };

/** Finds `$request.header.Name` and `$request.querystring.name` in a request. */
function identityOf(source: string, request: GatewayRequest): string | undefined {
  const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'header') return request.headers[name.toLowerCase()];
  if (place === 'querystring') return new URLSearchParams(request.query).get(name) ?? undefined;
  return undefined;
}

const claimText = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? `[${value.join(' ')}]` : String(value);

function audienceFits(claims: JWTPayload, audience: readonly string[]): boolean {
  const client = claims['client_id'];
  const given = claims.aud ?? (typeof client === 'string' ? client : undefined);
  return [given].flat().some((each) => each !== undefined && audience.includes(each));
}

/** Checks signature, issuer, times, audience and scopes: “JWT authorizers” in the HTTP API guide. */
export async function authorizeByToken(
  authorizer: JwtAuthorizer,
  request: GatewayRequest,
  scopes: readonly string[],
  needs: { readonly keysFor: KeyLookup; readonly now: number },
): Promise<Authorization> {
  const given = identityOf(authorizer.IdentitySource[0] ?? '', request);
  const token = given?.replace(/^Bearer /i, '');
  if (!token)
    return { refused: message(401, 'Unauthorized', { headers: { 'www-authenticate': 'Bearer' } }) };
  const { Issuer: issuer, Audience: audience } = authorizer.JwtConfiguration;
  try {
    const keys = createLocalJWKSet(await needs.keysFor(issuer));
    const { payload: claims } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['RS256', 'RS384', 'RS512'],
      currentDate: new Date(needs.now),
      requiredClaims: ['exp'],
    });
    if (!audienceFits(claims, audience)) return unauthorized('invalid audience');
    const held = String(claims['scope'] ?? claims['scp'] ?? '')
      .split(' ')
      .filter(Boolean);
    if (scopes.length > 0 && !scopes.some((scope) => held.includes(scope))) return forbidden;
    return {
      authorizer: {
        jwt: {
          claims: Object.fromEntries(
            Object.entries(claims).map(([name, value]) => [name, claimText(value)]),
          ),
          scopes: held.length > 0 ? held : null,
        },
      },
      ...(claims.sub === undefined ? {} : { principal: claims.sub }),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return unauthorized(error.message);
    throw error;
  }
}

const Verdict = z.looseObject({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).optional(),
});

/** Asks a function in the simple format: `{ isAuthorized, context }`. */
export async function authorizeByFunction(
  authorizer: LambdaAuthorizer,
  request: GatewayRequest,
  fields: ReturnType<typeof requestFields>,
  needs: { readonly functions: FunctionInvoker; readonly context: CloudContext },
): Promise<Authorization> {
  const identitySource: string[] = [];
  for (const source of authorizer.IdentitySource) {
    const found = identityOf(source, request);
    if (!found) return { refused: message(401, 'Unauthorized') };
    identitySource.push(found);
  }
  const { region, accountId } = needs.context;
  const path = fields.routeKey.split(' ')[1] ?? '/$default';
  const functionArn = /arn:aws:lambda:[^/]+/.exec(authorizer.AuthorizerUri)?.[0];
  const result = await needs.functions.invoke(functionArn ?? authorizer.AuthorizerUri, {
    ...fields,
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${region}:${accountId}:${fields.requestContext.apiId}/$default/${request.method}${path}`,
    identitySource,
  });
  const verdict = Verdict.safeParse(result.payload);
  if (result.error || !verdict.success)
    return { refused: message(500, 'Internal Server Error', { reason: 'AUTHORIZER_FAILURE' }) };
  if (!verdict.data.isAuthorized) return forbidden;
  return { authorizer: { lambda: verdict.data.context ?? {} } };
}
