import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { writeTicket } from '#shared/auth/sealed-ticket';
import { providerFor, type SsoPolicy } from '#shared/auth/sso-policy';
import type { Clock } from '#shared/domain/clock';
import { randomSecret } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { CompanySignIn } from './company-sign-in.ts';
import { type SsoTicket, ssoTicket } from './sso-ticket.ts';

export interface StartSsoNeeds {
  readonly policy: Pick<SsoPolicy, 'providers'>;
  readonly company: Pick<CompanySignIn, 'addressOf'>;
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly clock: Clock;
  /** What tickets are sealed with. */
  ticketSecret(): Promise<string>;
}

/**
 * Begins a sign-in at the company of an address. Only the domain is looked at, so it says nothing of
 * who has an account. Throws `sso.not_offered`, `request.too_many`.
 */
export async function startSso(
  needs: StartSsoNeeds,
  { login }: { readonly login: string },
  origin: RequestOrigin,
): Promise<{ readonly location: string; readonly ticket: string }> {
  await needs.limiter.take(rateRules.ssoAddress, addressKey(origin));
  const provider = providerFor(needs.policy, login);
  if (!provider) throw new DomainError('sso.not_offered');
  const checks = { state: randomSecret(), nonce: randomSecret(), verifier: randomSecret() };
  const ticket: SsoTicket = { provider: provider.name, ...checks };
  return {
    location: await needs.company.addressOf(provider.name, checks, login),
    ticket: writeTicket(ssoTicket, ticket, await needs.ticketSecret(), needs.clock.now()),
  };
}
