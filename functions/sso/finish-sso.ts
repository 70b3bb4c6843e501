import type { Directory } from '#shared/auth/directory';
import type { Arrival, Arrivals } from '#shared/auth/note-arrival';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import { readTicket } from '#shared/auth/sealed-ticket';
import type { SessionStore } from '#shared/auth/session-store';
import type { SignedInResult } from '#shared/auth/signed-in-answer';
import type { SsoPolicy } from '#shared/auth/sso-policy';
import { vouchedEmail } from '#shared/auth/vouched-email';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { CompanyAccounts } from './company-accounts.ts';
import type { CompanyIdentity, CompanySignIn } from './company-sign-in.ts';
import { ssoTicket } from './sso-ticket.ts';

export interface FinishSsoNeeds {
  readonly policy: Pick<SsoPolicy, 'providers'>;
  readonly company: Pick<CompanySignIn, 'identify'>;
  readonly accounts: CompanyAccounts;
  readonly directory: Pick<Directory, 'findByLogin'>;
  readonly sessions: Pick<SessionStore, 'open'>;
  readonly arrivals: Arrivals;
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly clock: Clock;
  ticketSecret(): Promise<string>;
}

/** What the browser brought back from the company, and the ticket it kept. */
export interface SsoAnswer {
  readonly code: string;
  readonly state: string;
  readonly ticket: string | undefined;
}

/**
 * Signs in whoever came back from their company, if they are invited: nobody makes an account for
 * themselves. Throws `sso.refused` whatever the reason, `request.too_many`.
 */
export async function finishSso(
  needs: FinishSsoNeeds,
  { ticket: text, ...answer }: SsoAnswer,
  arrival: Arrival,
): Promise<SignedInResult> {
  await needs.limiter.take(rateRules.ssoAddress, addressKey(arrival));
  const ticket = readTicket(ssoTicket, text, await needs.ticketSecret(), needs.clock.now());
  // Without the ticket this browser did not set out: somebody may want it to come back as them.
  if (!ticket || ticket.state !== answer.state) throw refused();
  const { identity, tokens } = await needs.company.identify(answer, ticket);
  if (identity.provider !== ticket.provider) throw refused();
  const principal = (await needs.accounts.find(identity)) ?? (await tieInvited(needs, identity));
  if (principal.status !== 'active' && principal.status !== 'invited') throw refused();
  const opened = await needs.arrivals.admit(principal, arrival, () =>
    needs.sessions.open(principal, tokens, arrival),
  );
  return { ...opened, user: principal };
}

/** The first time, an address of the provider's own domains that it has verified finds the person. */
async function tieInvited(
  { policy, accounts, directory }: FinishSsoNeeds,
  identity: CompanyIdentity,
): Promise<StoredPrincipal> {
  const email = vouchedEmail(policy, identity);
  if (email === undefined) throw refused();
  const principal = await directory.findByLogin(email);
  if (!principal || !(await accounts.tie(identity, principal))) throw refused();
  return principal;
}

const refused = () => new DomainError('sso.refused');
