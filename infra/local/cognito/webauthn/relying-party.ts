import { ServiceError } from '../../service.ts';
import { allowsSingleStep } from '../factors/factors.ts';
import type { Pool } from '../pool-definition.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';

/** What passkeys of a pool are bound to. */
export interface RelyingParty {
  readonly id: string;
  readonly userVerification: 'required' | 'preferred';
}

/**
 * Throws `WebAuthnNotEnabledException` where the pool signs nobody in with passkeys,
 * `WebAuthnConfigurationMissingException` where it has neither a relying party id nor a domain.
 */
export function relyingPartyOf({ pools, context }: World, pool: Pool): RelyingParty {
  const { properties } = pool;
  if (!properties.Policies.SignInPolicy.AllowedFirstAuthFactors.includes('WEB_AUTHN'))
    throw new ServiceError('WebAuthnNotEnabledException', 'WebAuthn is not enabled for this pool.');
  const domain = pools.domain(pool.id);
  const id =
    properties.WebAuthnRelyingPartyID ??
    (domain && `${domain}.auth.${context.region}.amazoncognito.com`);
  if (id === undefined)
    throw new ServiceError(
      'WebAuthnConfigurationMissingException',
      'A relying party id or a user pool domain must be configured for WebAuthn.',
    );
  return { id, userVerification: properties.WebAuthnUserVerification };
}

/**
 * Whether a page of this origin may use the relying party: https on its host or below it, plain http
 * on this machine only (WebAuthn, “relying party identifier”; Secure Contexts, 3.1).
 */
export function mayUse({ id }: RelyingParty, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: own } = new URL(origin);
  if (own !== origin) return false;
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
  return isSecure && (hostname === id || hostname.endsWith(`.${id}`));
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** Whether a person’s passkey stands for all factors together, as the pool and the person chose. */
export function satisfiesMfa({ properties }: Pool, { passkeyMfa }: User): boolean {
  return (
    properties.WebAuthnFactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION' && passkeyMfa
  );
}

/** Whether the person may sign in with a passkey (“MFA with passkeys” in the guide’s table). */
export function maySignInByPasskey(pool: Pool, user: User): boolean {
  if (user.passkeys.length === 0) return false;
  if (!pool.properties.Policies.SignInPolicy.AllowedFirstAuthFactors.includes('WEB_AUTHN'))
    return false;
  return satisfiesMfa(pool, user) || allowsSingleStep(pool, user);
}
