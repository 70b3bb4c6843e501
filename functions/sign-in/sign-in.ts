import type { Directory } from '#shared/auth/directory';
import type { SignInProvider } from '#shared/auth/identity-provider';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';
import {
  admitToSignIn,
  type FinishNeeds,
  finishSignIn,
  refusedDetail,
  type SignInResult,
} from './finish-sign-in.ts';

export interface SignInNeeds extends FinishNeeds {
  readonly limiter: RateLimiter;
  readonly directory: Directory;
  readonly provider: Pick<SignInProvider, 'signIn'>;
}

/**
 * Signs a person in with login and password. Throws `sign_in.refused` with one text and about the
 * same time for an unknown login, a wrong password and a blocked person (ASVS 6.3.8).
 */
export async function signIn(
  needs: SignInNeeds,
  input: { readonly login: string; readonly password: string },
  origin: RequestOrigin,
): Promise<SignInResult> {
  // 1. Every try is counted before it is made, so that parallel ones cannot slip through.
  const address = addressKey(origin);
  const pair = `${address} ${input.login}`;
  await Promise.all([
    needs.limiter.take(rateRules.signInAddress, address),
    needs.limiter.take(rateRules.signInPair, pair),
  ]);

  // 2. Cognito checks the password, also of people who do not exist or may not come in.
  const principal = await needs.directory.findByLogin(input.login);
  const username = principal && (principal.cognitoUsername ?? principal.email);
  const step = await needs.provider.signIn(username, input.password).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'sign_in.refused')
      throw new DomainError('sign_in.refused', { detail: refusedDetail }, { cause: error });
    throw error;
  });

  // 3. Only failures shall count: a whole office may sign in from one address.
  const result = await finishSignIn(needs, admitToSignIn(principal), step, origin);
  await Promise.all([
    needs.limiter.giveBack(rateRules.signInAddress, address),
    needs.limiter.giveBack(rateRules.signInPair, pair),
  ]);
  return result;
}
