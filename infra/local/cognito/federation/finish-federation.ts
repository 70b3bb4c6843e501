import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../service.ts';
import { hashToken } from '../auth-sessions.ts';
import { RefusedAuthorization } from '../oauth/authorization-request.ts';
import { finishAuthorization } from '../oauth/finish-authorization.ts';
import { OAuthError, originOf, readCookie } from '../oauth/oauth-response.ts';
import type { World } from '../world.ts';
import { federationCookie, idpResponsePath, PendingFederation } from './begin-federation.ts';
import { admitFederatedUser } from './federated-user.ts';
import { claimsFromProvider } from './oidc-relying-party.ts';

/** Judges the way back from a provider and sends the browser on to the client. */
export async function finishFederation(
  world: World,
  call: ServiceRequest,
): Promise<ServiceResponse> {
  const state = new URLSearchParams(call.query).get('state') ?? '';
  const pending = world.tickets.take('federation', PendingFederation, state);
  const browser = readCookie(call, federationCookie);
  if (!pending || browser === undefined || hashToken(browser) !== pending.browserHash)
    throw new OAuthError('invalid_request', 'This sign-in did not begin in this browser.');
  const { request, nonce, verifier } = pending;
  const refuse = (reason: string) => new RefusedAuthorization(request, 'invalid_request', reason);
  const client = world.pools.client(request.clientId);
  const pool = world.pools.pool(client.poolId);
  const provider = world.providers.find(pool, pending.provider);
  if (!provider) throw refuse('The identity provider is gone.');
  const cameBackTo = new URL(`${originOf(call)}${idpResponsePath}?${call.query}`);
  const expectation = { state, nonce, verifier };
  const claims = await claimsFromProvider(provider, expectation, cameBackTo).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw refuse(`${provider.name} Error - ${reason}`);
    },
  );
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
