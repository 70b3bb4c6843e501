import type { Directory } from '#shared/auth/directory';
import type { SignInProvider, TokenProvider } from '#shared/auth/identity-provider';
import type { Principal } from '#shared/auth/principal';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';
import { DomainError } from '#shared/errors/domain-error';
import type { ChallengeStore } from './challenge-store.ts';
import { admitToSignIn, finishSignIn, type SignInResult } from './finish-sign-in.ts';

export interface StepUpNeeds {
  readonly limiter: RateLimiter;
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: Pick<SignInProvider, 'signIn'> & Pick<TokenProvider, 'revoke'>;
  readonly sessions: Pick<SessionStore, 'tokens' | 'renew'>;
  readonly challenges: Pick<ChallengeStore, 'keep'>;
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
  { principal, token }: SteppingUp,
  password: string,
  origin: RequestOrigin,
): Promise<SignInResult> {
  const { userId, sessionId } = principal;
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
  const result = await finishSignIn(renewing(needs, token, sessionId), person, step, origin);
  await needs.limiter.giveBack(rateRules.stepUp, userId);
  return result;
}

/** What ends a step-up: the session is renewed where a sign-in would open one. */
export function renewing(
  { sessions, challenges, provider }: Omit<StepUpNeeds, 'limiter' | 'directory'>,
  token: string,
  sessionId: string,
) {
  return {
    challenges: {
      keep: (pending: Parameters<ChallengeStore['keep']>[0]) =>
        challenges.keep({ ...pending, stepUpOf: sessionId }),
    },
    sessions: {
      open: async (...[, tokens, origin]: Parameters<SessionStore['open']>) => {
        const former = await sessions.tokens(token);
        const session = await sessions.renew(token, tokens, origin);
        if (former) await provider.revoke(former.refreshToken);
        return session;
      },
    },
  };
}
