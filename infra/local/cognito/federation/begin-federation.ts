import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import { hashToken } from '../auth-sessions.ts';
import { type Authorization, AuthorizationRequest } from '../oauth/authorization-request.ts';
import { cookie, OAuthError, originOf, redirect } from '../oauth/oauth-response.ts';
import type { World } from '../world.ts';
import type { IdentityProvider } from './identity-providers.ts';
import { addressAtProvider, type Expectation } from './oidc-relying-party.ts';
import { type SamlRequest, samlAddress } from './saml-relying-party.ts';

const lifeSeconds = 600;

/** The cookie that binds the way back to the browser that set out. */
export const federationCookie = 'cognito-fl';

export const PendingFederation = z.object({
  request: AuthorizationRequest,
  provider: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  browserHash: z.string(),
});

export const idpResponsePath = '/oauth2/idpresponse';

/** Sends the browser to the provider, with state, nonce and PKCE. */
export async function beginFederation(
  world: World,
  call: ServiceRequest,
  { pool, request, loginHint }: Authorization,
  name: string,
): Promise<ServiceResponse> {
  const provider = world.providers.find(pool, name);
  if (!provider) throw new OAuthError('invalid_request', 'There is no such identity provider.');
  const [nonce, verifier, browser] = [secret(), secret(), secret()];
  const pending = { request, provider: name, nonce, verifier, browserHash: hashToken(browser) };
  const state = world.tickets.issue('federation', pending, lifeSeconds * 1_000);
  const address = await addressOf(provider, {
    oidc: {
      expectation: { state, nonce, verifier },
      request: { redirectUri: originOf(call) + idpResponsePath, loginHint },
    },
    saml: {
      clock: world.context.clock,
      poolId: pool.id,
      origin: originOf(call),
      requestId: requestIdOf(nonce),
      relayState: state,
    },
  }).catch((error: unknown) => {
    world.context.warn(`The identity provider ${name} cannot be asked: ${String(error)}`);
    throw new OAuthError('invalid_request', 'The identity provider does not answer.', 502);
  });
  return redirect(address, cookie(federationCookie, browser, lifeSeconds));
}

function addressOf(
  provider: IdentityProvider,
  ways: {
    readonly oidc: Readonly<{
      expectation: Expectation;
      request: Parameters<typeof addressAtProvider>[2];
    }>;
    readonly saml: SamlRequest;
  },
): Promise<string> {
  return provider.type === 'OIDC'
    ? addressAtProvider(provider, ways.oidc.expectation, ways.oidc.request)
    : samlAddress(provider, ways.saml);
}

/** The id of the SAML request that a sign-in sent; an XML name begins with no digit. */
export function requestIdOf(nonce: string): string {
  return `_${nonce}`;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
