import type * as z from 'zod';
import type { AuthenticatorCopies } from '#shared/auth/authenticator-copies';
import { newAuthenticator } from '#shared/auth/authenticator-qr';
import type { ChallengeFacts, ChallengeName, SignInStep } from '#shared/auth/identity-provider';
import type { NewAuthenticator } from '#shared/auth/new-authenticator';
import type { Arrival, Arrivals } from '#shared/auth/note-arrival';
import type { Person } from '#shared/auth/person';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SessionRules } from '#shared/auth/session-rules';
import type { SessionStore } from '#shared/auth/session-store';
import type { SignedInResult } from '#shared/auth/signed-in-answer';
import { DomainError } from '#shared/errors/domain-error';
import type { ChallengeStore, PendingChallenge } from './challenge-store.ts';

export type SignInResult =
  | ({ readonly status: 'signed-in' } & SignedInResult)
  | ({
      readonly status: 'challenge';
      readonly challenge: ChallengeName;
      readonly challengeToken: string;
      readonly authenticator?: z.output<typeof NewAuthenticator>;
    } & Omit<ChallengeFacts, 'secret'>);

export interface KeepNeeds {
  readonly challenges: Pick<ChallengeStore, 'keep'>;
  readonly copies: Pick<AuthenticatorCopies, 'propose'>;
}

export interface FinishNeeds extends KeepNeeds {
  readonly sessions: Pick<SessionStore, 'open'>;
  readonly rules: SessionRules;
  readonly arrivals: Arrivals;
}

/**
 * Goes on from a step of the provider: keeps the challenge, or opens the session, restricted where
 * something is due. `proof` is what the person has shown last.
 */
export async function finishSignIn(
  needs: FinishNeeds,
  principal: StoredPrincipal,
  step: SignInStep,
  proof: 'password' | 'factor',
  arrival: Arrival,
): Promise<SignInResult> {
  const { sessions, rules, arrivals } = needs;
  if (step.kind === 'challenge') return await keepChallenge(needs, principal, step);
  const restriction = await rules.restrictionFor(principal, proof === 'factor');
  const opened = await arrivals.admit(principal, arrival, () =>
    sessions.open(principal, step.tokens, arrival, restriction),
  );
  return { status: 'signed-in', ...opened, user: personOf(principal), restriction };
}

/** Keeps what a step asks for until it is answered, and the secret of an authenticator that it sets up. */
export async function keepChallenge(
  { challenges, copies }: KeepNeeds,
  { userId, email }: StoredPrincipal,
  step: Extract<SignInStep, { kind: 'challenge' }>,
  bound: Pick<PendingChallenge, 'stepUpOf'> = {},
): Promise<SignInResult> {
  const { challenge, continuation, facts = {} } = step;
  const { secret, ...told } = facts;
  const challengeToken = await challenges.keep({ userId, challenge, continuation, ...bound });
  if (secret !== undefined) await copies.propose(userId, secret);
  const authenticator =
    secret === undefined ? {} : { authenticator: newAuthenticator(secret, email) };
  return { status: 'challenge', challenge, challengeToken, ...told, ...authenticator };
}

/** A person as the answer to a sign-in shows them. */
export function personOf(principal: StoredPrincipal): Person {
  const { userId, name, email, role, teamId, locale, timeZone, userName } = principal;
  return { userId, name, email, role, teamId, locale, timeZone, userName };
}

/** People who may still sign in. Throws `sign_in.refused` for all others and for nobody. */
export function admitToSignIn(principal: StoredPrincipal | undefined): StoredPrincipal {
  if (principal?.status === 'active' || principal?.status === 'invited') return principal;
  throw new DomainError('sign_in.refused', { detail: refusedDetail });
}

/** The same for every reason, so it has to help in all of them. */
export const refusedDetail =
  'Check the login and the password. If your password has been reset, set a new one by the link in your mail or by “forgotten password”.';
