import type * as z from 'zod';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../service.ts';
import { hashToken } from '../auth-sessions.ts';
import { RefusedAuthorization } from '../oauth/authorization-request.ts';
import { finishAuthorization } from '../oauth/finish-authorization.ts';
import { OAuthError, originOf, readCookie, readForm } from '../oauth/oauth-response.ts';
import type { World } from '../world.ts';
import {
  federationCookie,
  idpResponsePath,
  PendingFederation,
  requestIdOf,
} from './begin-federation.ts';
import { admitFederatedUser, type ProviderClaims } from './federated-user.ts';
import type { IdentityProvider } from './identity-providers.ts';
import { claimsFromProvider } from './oidc-relying-party.ts';
import { samlClaims } from './saml-relying-party.ts';

/** Judges the way back from an OpenID Connect provider and sends the browser on to the client. */
export async function finishFederation(
  world: World,
  call: ServiceRequest,
): Promise<ServiceResponse> {
  const state = new URLSearchParams(call.query).get('state') ?? '';
  const pending = pendingOf(world, state);
  const browser = readCookie(call, federationCookie);
  if (browser === undefined || hashToken(browser) !== pending.browserHash) throw notBegun();
  const cameBackTo = new URL(`${originOf(call)}${idpResponsePath}?${call.query}`);
  return await finish(world, pending, async (provider) => {
    if (provider.type !== 'OIDC') throw new Error('This provider answers by POST.');
    const { nonce, verifier } = pending;
    return await claimsFromProvider(provider, { state, nonce, verifier }, cameBackTo);
  });
}

/** Judges what a SAML provider had the browser post, and sends it on to the client. */
export async function finishSamlFederation(
  world: World,
  call: ServiceRequest,
): Promise<ServiceResponse> {
  const form = readForm(call);
  const relayState = form.get('RelayState') ?? '';
  // The post comes from another site and brings no cookie: only the request's own id binds it.
  const pending = pendingOf(world, relayState);
  return await finish(world, pending, async (provider, poolId) => {
    if (provider.type !== 'SAML') throw new Error('This provider answers by redirect.');
    const request = {
      clock: world.context.clock,
      poolId,
      origin: originOf(call),
      requestId: requestIdOf(pending.nonce),
      relayState,
    };
    return await samlClaims(provider, request, form.get('SAMLResponse') ?? '');
  });
}

type Pending = z.output<typeof PendingFederation>;

const notBegun = () =>
  new OAuthError('invalid_request', 'This sign-in did not begin in this browser.');

/** The sign-in that a state stands for, which is used up by it. */
function pendingOf(world: World, state: string): Pending {
  const pending = world.tickets.take('federation', PendingFederation, state);
  if (!pending) throw notBegun();
  return pending;
}

async function finish(
  world: World,
  pending: Pending,
  claimsOf: (provider: IdentityProvider, poolId: string) => Promise<ProviderClaims>,
): Promise<ServiceResponse> {
  const { request } = pending;
  const refuse = (reason: string) => new RefusedAuthorization(request, 'invalid_request', reason);
  const client = world.pools.client(request.clientId);
  const pool = world.pools.pool(client.poolId);
  const provider = world.providers.find(pool, pending.provider);
  if (!provider) throw refuse('The identity provider is gone.');
  const claims = await claimsOf(provider, pool.id).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(`${provider.name} Error - ${reason}`);
  });
  try {
    const { sub } = await admitFederatedUser(world, { pool, client, provider, claims });
    return finishAuthorization(world, pending, {
      poolId: pool.id,
      sub,
      authTime: Math.floor(world.context.clock.now() / 1_000),
      grant: { amr: ['fed'] },
    });
  } catch (error) {
    throw error instanceof ServiceError ? refuse(error.message) : error;
  }
}
