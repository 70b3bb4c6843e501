import * as z from 'zod';
import type { Directory } from '#shared/auth/directory';
import type { ProviderTokens } from '#shared/auth/identity-provider';
import type { Arrival, Arrivals } from '#shared/auth/note-arrival';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import { readTicket, writeTicket } from '#shared/auth/sealed-ticket';
import type { SecurityHistory } from '#shared/auth/security-history';
import type { SessionStore } from '#shared/auth/session-store';
import type { SignedInResult } from '#shared/auth/signed-in-answer';
import { belongsToCompany, type Companies } from '#shared/auth/sso-policy';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { PasskeyProvider, WebAuthnJson } from './passkey-provider.ts';
import type { PasskeyStore } from './passkey-store.ts';

/** How long an assertion may take; what it proves is then five minutes old at most. */
const ticketKind = {
  purpose: 'passkey sign-in',
  seconds: 300,
  content: z.object({ userId: z.string(), session: z.string() }),
};

export interface PasskeySignInNeeds {
  readonly directory: Directory;
  readonly provider: Pick<PasskeyProvider, 'ask' | 'judge'>;
  readonly passkeys: Pick<PasskeyStore, 'counts'>;
  readonly sessions: Pick<SessionStore, 'open'>;
  readonly arrivals: Arrivals;
  readonly history: Pick<SecurityHistory, 'recordFailure'>;
  readonly limiter: Pick<RateLimiter, 'take' | 'giveBack'>;
  readonly companies: Companies;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** What tickets are sealed with. */
  ticketSecret(): Promise<string>;
}

/** An assertion, and the ticket of the question that it answers. */
export interface PasskeyAnswer {
  readonly ticket: string;
  readonly credential: WebAuthnJson & { readonly id: string };
}

/**
 * Asks for a passkey. The question looks the same for everybody, so it says nothing of who exists or has
 * one. Throws `sign_in.use_company`, `request.too_many`.
 */
export async function startPasskeySignIn(
  needs: PasskeySignInNeeds,
  { login }: { readonly login: string },
  arrival: Arrival,
): Promise<{ readonly options: WebAuthnJson; readonly ticket: string }> {
  await needs.limiter.take(rateRules.passkeyAddress, addressKey(arrival));
  if (belongsToCompany(needs.companies, login)) throw new DomainError('sign_in.use_company');
  const person = await needs.directory.findByLogin(login);
  const { session, options } = await needs.provider.ask(person?.cognitoUsername);
  const content = { userId: person?.userId ?? needs.ids.next(), session };
  const ticket = writeTicket(ticketKind, content, await needs.ticketSecret(), needs.clock.now());
  return { options, ticket };
}

/** Signs in whoever holds the passkey, which stands for all factors. Throws `sign_in.refused`. */
export async function finishPasskeySignIn(
  needs: PasskeySignInNeeds,
  answer: PasskeyAnswer,
  arrival: Arrival,
): Promise<SignedInResult> {
  const { person, tokens } = await proveByPasskey(needs, answer, arrival);
  const opened = await needs.arrivals.admit(person, arrival, () =>
    needs.sessions.open(person, tokens, arrival),
  );
  return { ...opened, user: person };
}

/** What a passkey proves. */
export interface ProvedByPasskey {
  readonly person: StoredPrincipal;
  readonly tokens: ProviderTokens;
}

/** Who holds the passkey of a sign-in. Throws `sign_in.refused`, `sign_in.use_company`. */
export async function proveByPasskey(
  needs: PasskeySignInNeeds,
  { ticket: text, credential }: PasskeyAnswer,
  arrival: Arrival,
): Promise<ProvedByPasskey> {
  const address = addressKey(arrival);
  await needs.limiter.take(rateRules.passkeyAddress, address);
  const ticket = readTicket(ticketKind, text, await needs.ticketSecret(), needs.clock.now());
  const proved = await judgePasskey(needs, ticket, credential).catch(async (error: unknown) => {
    if (error instanceof DomainError && error.code === 'sign_in.refused') {
      const person = ticket && (await needs.directory.find(ticket.userId));
      await needs.history.recordFailure(person?.userId, 'sign_in.failed', arrival);
    }
    throw error;
  });
  await needs.limiter.giveBack(rateRules.passkeyAddress, address);
  return proved;
}

/**
 * Has Cognito judge an assertion, of a passkey that is on our own list: a revoked one is refused before
 * Cognito hears of it. Throws `sign_in.refused`, `sign_in.use_company`.
 */
export async function judgePasskey(
  needs: Pick<PasskeySignInNeeds, 'directory' | 'companies' | 'passkeys' | 'provider'>,
  asked: { readonly userId: string; readonly session: string } | undefined,
  credential: PasskeyAnswer['credential'],
): Promise<ProvedByPasskey> {
  const person = asked && (await needs.directory.find(asked.userId));
  if (!asked || person?.status !== 'active' || !person.cognitoUsername)
    throw new DomainError('sign_in.refused');
  if (belongsToCompany(needs.companies, person.email)) throw new DomainError('sign_in.use_company');
  if (!(await needs.passkeys.counts(person.userId, credential.id)))
    throw new DomainError('sign_in.refused');
  const tokens = await needs.provider.judge(person.cognitoUsername, asked.session, credential);
  return { person, tokens };
}
