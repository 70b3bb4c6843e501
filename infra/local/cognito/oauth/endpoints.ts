import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../service.ts';
import { finishFederation, finishSamlFederation } from '../federation/finish-federation.ts';
import { readableClaims, verifyAccessToken } from '../tokens.ts';
import type { World } from '../world.ts';
import { hostedClient, RefusedAuthorization, readAuthorization } from './authorization-request.ts';
import { pageSession, refuseAuthorization, SignedIn } from './finish-authorization.ts';
import { authorize, showLogin, submitLogin } from './login.ts';
import {
  cookie,
  escapeHtml,
  json,
  OAuthError,
  originOf,
  page,
  readCookie,
  redirect,
} from './oauth-response.ts';
import { exchange, revoke } from './token.ts';

type Endpoint = (world: World, call: ServiceRequest) => Promise<ServiceResponse> | ServiceResponse;

const authorization = (world: World, { query }: ServiceRequest) =>
  readAuthorization(world, new URLSearchParams(query));

/** Pages and endpoints of the pools’ domains; the client in each request says which pool it is. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /oauth2/authorize': (world, call) => authorize(world, call, authorization(world, call)),
  'GET /login': (world, call) => showLogin(call, authorization(world, call)),
  'POST /login': (world, call) => submitLogin(world, call, authorization(world, call)),
  'GET /oauth2/idpresponse': finishFederation,
  'POST /saml2/idpresponse': finishSamlFederation,
  'GET /logout': logOut,
  'POST /oauth2/token': async (world, call) => json(200, await exchange(world, call)),
  'POST /oauth2/revoke': (world, call) => {
    revoke(world, call);
    return { status: 200 };
  },
  'GET /oauth2/userInfo': userInfo,
  'POST /oauth2/userInfo': userInfo,
};

const forBrowsers = new Set([
  '/oauth2/authorize',
  '/login',
  '/logout',
  '/oauth2/idpresponse',
  '/saml2/idpresponse',
]);

/** Whether a path belongs to the domain of a pool. */
export function isOAuthPath(path: string): boolean {
  return forBrowsers.has(path) || path.startsWith('/oauth2/');
}

/** Answers a request to a pool’s domain; every refusal is an answer. */
export async function answerOAuth(world: World, call: ServiceRequest): Promise<ServiceResponse> {
  const endpoint = endpoints[`${call.method} ${call.path}`];
  try {
    if (!endpoint) throw new OAuthError('invalid_request', 'There is no such endpoint.', 404);
    return await endpoint(world, call);
  } catch (error) {
    if (error instanceof RefusedAuthorization) return refuseAuthorization(error);
    if (!(error instanceof OAuthError)) throw error;
    const { code, message, status } = error;
    if (!forBrowsers.has(call.path))
      return json(status, { error: code, ...(message && { error_description: message }) });
    const body = `<p>${escapeHtml(code)}</p><p>${escapeHtml(message)}</p>`;
    return page(status, { title: 'Something went wrong', body });
  }
}

/** What `/.well-known/openid-configuration` says of the endpoints, at the address it was asked at. */
export function endpointAddresses(call: ServiceRequest): Readonly<Record<string, string>> {
  const origin = originOf(call);
  return {
    authorization_endpoint: `${origin}/oauth2/authorize`,
    end_session_endpoint: `${origin}/logout`,
    revocation_endpoint: `${origin}/oauth2/revoke`,
    token_endpoint: `${origin}/oauth2/token`,
    userinfo_endpoint: `${origin}/oauth2/userInfo`,
  };
}

async function userInfo(world: World, { headers }: ServiceRequest): Promise<ServiceResponse> {
  const token = /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const refused = (code: string, status: number) => ({
    ...json(status, { error: code }),
    headers: { 'content-type': 'application/json', 'www-authenticate': `Bearer error="${code}"` },
  });
  if (token === undefined) return refused('invalid_request', 400);
  try {
    const { client, user, scopes } = await verifyAccessToken(world, token);
    if (!scopes.includes('openid')) return refused('insufficient_scope', 403);
    const { identities, ...claims } = readableClaims(client, user, scopes);
    const texts: Record<string, string> = Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name, String(value)]),
    );
    return json(200, {
      sub: user.sub,
      ...texts,
      ...(identities !== undefined && { identities: JSON.stringify(identities) }),
      username: user.username,
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return refused('invalid_token', 401);
  }
}

/** Forgets who signed in on the pages; tokens are the client’s own matter. */
function logOut(world: World, call: ServiceRequest): ServiceResponse {
  const { query } = call;
  const parameters = new URLSearchParams(query);
  const { client } = hostedClient(world, parameters.get('client_id') ?? '');
  world.tickets.take('signed-in', SignedIn, readCookie(call, pageSession));
  const forget = cookie(pageSession, '', 0);
  const to = parameters.get('logout_uri');
  if (to === null) return redirect(`/oauth2/authorize?${query}`, forget);
  if (!client.properties.LogoutURLs.includes(to))
    throw new OAuthError('invalid_request', 'The logout_uri is not one of the client.');
  return redirect(to, forget);
}
