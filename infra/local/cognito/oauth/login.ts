import { randomBytes } from 'node:crypto';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../service.ts';
import { userDisabled } from '../errors.ts';
import { beginFederation } from '../federation/begin-federation.ts';
import { knownUser, runPreAuthentication } from '../sign-in/person.ts';
import { askForDue, grantOf, runPostAuthentication } from '../sign-in/proceed.ts';
import { provePassword } from '../sign-in/prove-password.ts';
import { judge } from '../sign-in/respond.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { World } from '../world.ts';
import type { Authorization } from './authorization-request.ts';
import { finishAuthorization, pageSession, SignedIn } from './finish-authorization.ts';
import { answerNames, challengeForm, loginForm } from './login-page.ts';
import { cookie, OAuthError, readCookie, readForm, redirect } from './oauth-response.ts';

const crossSite = 'XSRF-TOKEN';

/** Where the browser goes on from the authorization endpoint: to the client, a provider or the page. */
export async function authorize(
  world: World,
  call: ServiceRequest,
  authorization: Authorization,
): Promise<ServiceResponse> {
  const known = rememberedPerson(world, call, authorization);
  if (known) return finishAuthorization(world, authorization, known);
  const { SupportedIdentityProviders: supported } = authorization.client.properties;
  const [only] = supported;
  const provider = authorization.provider ?? (supported.length === 1 ? only : undefined);
  if (provider !== undefined && provider !== 'COGNITO')
    return beginFederation(world, call, authorization, provider);
  return redirect(`/login?${call.query}`);
}

/** Shows the page that asks for name and password, or for a provider. */
export function showLogin(call: ServiceRequest, authorization: Authorization): ServiceResponse {
  const token = randomBytes(32).toString('base64url');
  const about = { query: call.query, token, loginHint: authorization.loginHint };
  const { SupportedIdentityProviders: supported } = authorization.client.properties;
  return loginForm({ ...about, supported, setCookie: cookie(crossSite, token, 3_600) });
}

/** Judges what the page sent; the next question, the page again, or the way back to the client. */
export async function submitLogin(
  world: World,
  call: ServiceRequest,
  authorization: Authorization,
): Promise<ServiceResponse> {
  const { pool, client } = authorization;
  if (!client.properties.SupportedIdentityProviders.includes('COGNITO'))
    throw new OAuthError('invalid_request', 'The client signs in through its providers only.');
  const form = readForm(call);
  const token = readCookie(call, crossSite);
  if (token === undefined || form.get('_csrf') !== token)
    throw new OAuthError('invalid_request', 'The page has expired; go back and reload it.', 403);
  const about = { query: call.query, token };
  const login = form.get('username') ?? '';
  try {
    const signIn = form.has('session')
      ? await answerChallenge(world, authorization, form, login)
      : await enterPassword(world, authorization, { login, password: form.get('password') ?? '' });
    const asked = await askForDue(world, signIn);
    if (asked) return challengeForm({ ...about, login, asked });
    const user = knownUser(signIn);
    world.gate.forgive(pool, user);
    await runPostAuthentication(world, signIn, user);
    return finishAuthorization(world, authorization, {
      poolId: pool.id,
      sub: user.sub,
      authTime: Math.floor(world.context.clock.now() / 1_000),
      grant: grantOf(signIn),
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { SupportedIdentityProviders: supported } = client.properties;
    return loginForm({ ...about, supported, loginHint: login, message: error.message });
  }
}

async function enterPassword(
  world: World,
  { pool, client }: Authorization,
  { login, password }: { login: string; password: string },
): Promise<SignIn> {
  const found = world.users.findByLogin(pool, login);
  if (found && !found.enabled) throw userDisabled();
  const start = { pool, client, parameters: {}, clientMetadata: undefined };
  await runPreAuthentication(world, start, { login, user: found });
  const user = await provePassword(world, pool, { user: found, login }, password);
  return { pool, client, user, login, passed: ['PASSWORD'], kept: {}, clientMetadata: undefined };
}

async function answerChallenge(
  world: World,
  { pool, client }: Authorization,
  form: URLSearchParams,
  login: string,
): Promise<SignIn> {
  const challenge = form.get('challenge') ?? '';
  const answer = answerNames[challenge];
  if (answer === undefined)
    throw new OAuthError('invalid_request', 'This challenge cannot be answered here.');
  const { signIn } = await judge(world, {
    pool,
    client,
    challenge,
    session: form.get('session') ?? '',
    parameters: { USERNAME: login, [answer]: form.get('answer') ?? '' },
    clientMetadata: undefined,
  });
  return signIn;
}

/** Whoever signed in on the pages within the hour, where the request accepts that. */
function rememberedPerson(
  { tickets, users, context }: World,
  call: ServiceRequest,
  { pool, wantsLogin, maxAge, provider }: Authorization,
): SignedIn | undefined {
  if (wantsLogin || provider !== undefined) return undefined;
  const known = tickets.read('signed-in', SignedIn, readCookie(call, pageSession));
  if (known?.poolId !== pool.id || !users.find(pool, known.sub)?.enabled) return undefined;
  const age = context.clock.now() / 1_000 - known.authTime;
  return maxAge === undefined || age <= maxAge ? known : undefined;
}
