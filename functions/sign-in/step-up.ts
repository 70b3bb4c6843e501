import type { Directory } from '#shared/auth/directory';
import type { SignInProvider, SignInStep, TokenProvider } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import {
  type SteppingUp,
  type StepUpSessionNeeds,
  stepUpSession,
} from '#shared/auth/step-up-session';
import { DomainError } from '#shared/errors/domain-error';
import {
  admitToSignIn,
  type KeepNeeds,
  keepChallenge,
  personOf,
  type SignInResult,
} from './finish-sign-in.ts';

export type RenewNeeds = KeepNeeds & StepUpSessionNeeds;

export interface StepUpNeeds extends RenewNeeds {
  readonly limiter: RateLimiter;
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: Pick<SignInProvider, 'signIn'> & Pick<TokenProvider, 'revoke'>;
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
  steppingUp: SteppingUp,
  { person, step }: { readonly person: StoredPrincipal; readonly step: SignInStep },
  origin: RequestOrigin,
): Promise<SignInResult> {
  const { sessionId: stepUpOf } = steppingUp.principal;
  if (step.kind === 'challenge') return await keepChallenge(needs, person, step, { stepUpOf });
  const proved = { person: personOf(person), tokens: step.tokens };
  return { status: 'signed-in', ...(await stepUpSession(needs, steppingUp, proved, origin)) };
}
