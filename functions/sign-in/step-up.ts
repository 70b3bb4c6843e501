import type { Directory } from '#shared/auth/directory';
import type { SignInProvider, SignInStep, TokenProvider } from '#shared/auth/identity-provider';
import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';
import { DomainError } from '#shared/errors/domain-error';
import {
  admitToSignIn,
  type KeepNeeds,
  keepChallenge,
  personOf,
  type SignInResult,
} from './finish-sign-in.ts';

export interface RenewNeeds extends KeepNeeds {
  readonly provider: Pick<TokenProvider, 'revoke'>;
  readonly sessions: Pick<SessionStore, 'tokens' | 'renew'>;
}

export interface StepUpNeeds extends RenewNeeds {
  readonly limiter: RateLimiter;
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: Pick<SignInProvider, 'signIn'> & Pick<TokenProvider, 'revoke'>;
}

/** The session that steps up, as it was presented. */
export interface SteppingUp {
  readonly principal: Principal;
  readonly token: string;
}

/**
 * Has a person prove once more who they are, by password and then by the factors they have set up;
 * the session goes on under a new token. Throws `password.current_wrong`, `request.too_many`.
 */
export async function stepUp(
  needs: StepUpNeeds,
  steppingUp: SteppingUp,
  password: string,
  origin: RequestOrigin,
): Promise<SignInResult> {
  const { userId } = steppingUp.principal;
  await needs.limiter.take(rateRules.stepUp, userId);
  const person = admitToSignIn(await needs.directory.find(userId));
  const step = await needs.provider
    .signIn(person.cognitoUsername, password)
    .catch((error: unknown) => {
      // The session stays as it is: only the proof has failed.
      if (error instanceof DomainError && error.code === 'sign_in.refused')
        throw new DomainError('password.current_wrong', {}, { cause: error });
      throw error;
    });
  const result = await finishStepUp(needs, steppingUp, { person, step }, origin);
  await needs.limiter.giveBack(rateRules.stepUp, userId);
  return result;
}

/** Goes on from a step of the provider: keeps the challenge, or renews the session. */
export async function finishStepUp(
  needs: RenewNeeds,
  { principal, token }: SteppingUp,
  { person, step }: { readonly person: StoredPrincipal; readonly step: SignInStep },
  origin: RequestOrigin,
): Promise<SignInResult> {
  const { sessionId: stepUpOf, restriction } = principal;
  if (step.kind === 'challenge') return await keepChallenge(needs, person, step, { stepUpOf });
  const { sessions, provider } = needs;
  const former = await sessions.tokens(token);
  const session = await sessions.renew(token, step.tokens, origin);
  if (former) await provider.revoke(former.refreshToken);
  return { status: 'signed-in', session, user: personOf(person), restriction };
}
