import type { SignInStep } from '#shared/auth/identity-provider';
import type { Person } from '#shared/auth/person';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { OpenedSession, SessionStore } from '#shared/auth/session-store';
import { DomainError } from '#shared/errors/domain-error';
import type { ChallengeStore } from './challenge-store.ts';

export type SignInResult =
  | { readonly status: 'signed-in'; readonly session: OpenedSession; readonly user: Person }
  | {
      readonly status: 'challenge';
      readonly challenge: 'new-password';
      readonly challengeToken: string;
    };

export interface FinishNeeds {
  readonly sessions: Pick<SessionStore, 'open'>;
  readonly challenges: Pick<ChallengeStore, 'keep'>;
}

/** Goes on from a step of the provider: keeps the challenge, or opens the session. */
export async function finishSignIn(
  { sessions, challenges }: FinishNeeds,
  principal: StoredPrincipal,
  step: SignInStep,
  origin: RequestOrigin,
): Promise<SignInResult> {
  if (step.kind === 'challenge') {
    const { challenge, continuation } = step;
    const pending = { userId: principal.userId, challenge, continuation };
    return { status: 'challenge', challenge, challengeToken: await challenges.keep(pending) };
  }
  const session = await sessions.open(principal, step.tokens, origin);
  const { userId, name, email, role, teamId, locale } = principal;
  return { status: 'signed-in', session, user: { userId, name, email, role, teamId, locale } };
}

/** People who may still sign in. Throws `sign_in.refused` for all others and for nobody. */
export function admitToSignIn(principal: StoredPrincipal | undefined): StoredPrincipal {
  if (principal?.status === 'active' || principal?.status === 'invited') return principal;
  throw new DomainError('sign_in.refused', { detail: refusedDetail });
}

/** The same for every reason, so it has to help in all of them. */
export const refusedDetail =
  'Check the e-mail address and the password. If your password has been reset, set a new one by the link in your mail or by “forgotten password”.';
