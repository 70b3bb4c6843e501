import { answersTo, type Directory, nobody } from '#shared/auth/directory';
import type { SignInProvider } from '#shared/auth/identity-provider';
import type { KnownDevices } from '#shared/auth/known-devices';
import type { Arrival } from '#shared/auth/note-arrival';
import { addressKey, type RateLimiter, type RateRule, rateRules } from '#shared/auth/rate-limiter';
import type { SecurityHistory } from '#shared/auth/security-history';
import { belongsToCompany, type Companies } from '#shared/auth/sso-policy';
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
  readonly devices: Pick<KnownDevices, 'knows'>;
  readonly history: Pick<SecurityHistory, 'recordFailure'>;
  readonly provider: Pick<SignInProvider, 'signIn'>;
  readonly companies: Companies;
}

/**
 * Signs a person in with login and password. Throws `sign_in.refused` with one text and about the
 * same time for an unknown login, a wrong password and a blocked person (ASVS 6.3.8), and
 * `request.too_many`.
 */
export async function signIn(
  needs: SignInNeeds,
  input: { readonly login: string; readonly password: string },
  arrival: Arrival,
): Promise<SignInResult> {
  const { directory, devices, limiter } = needs;
  // 1. Every try is counted before it is made, so that parallel ones cannot slip through.
  const address = addressKey(arrival);
  const [holderId] = await Promise.all([
    directory.holderOf(input.login),
    limiter.take(rateRules.signInAddress, address),
  ]);
  const [holder, isKnown] = await Promise.all([
    directory.find(holderId ?? nobody),
    devices.knows(holderId, arrival),
  ]);
  const person = holder && answersTo(holder, input.login) ? holder : undefined;
  const own = limitOf(address, { who: person?.userId ?? input.login, isKnown });
  await limiter.take(...own);

  // The domain alone decides, so this says nothing of who has an account.
  refuseCompanyAccount(needs.companies, input.login);

  // 2. Cognito checks the password, also of people who do not exist or may not come in.
  const username = person && (person.cognitoUsername ?? person.email);
  try {
    const step = await needs.provider.signIn(username, input.password);
    // Whoever signs in by a name of their own has an address all the same.
    if (person) refuseCompanyAccount(needs.companies, person.email);
    const admitted = admitToSignIn(person);
    // 3. Only failures shall count: a whole office may sign in from one address.
    const [result] = await Promise.all([
      finishSignIn(needs, admitted, step, 'password', { ...arrival, isKnown }),
      limiter.giveBack(rateRules.signInAddress, address),
      limiter.giveBack(...own),
    ]);
    return result;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'sign_in.refused') throw error;
    await needs.history.recordFailure(person?.userId, 'sign_in.failed', arrival);
    throw new DomainError('sign_in.refused', { detail: refusedDetail }, { cause: error });
  }
}

/**
 * Strangers together have few tries for one person, so few that Cognito never makes that person wait;
 * whoever comes from a device or network that the person uses has tries of their own.
 */
function limitOf(
  address: string,
  { who, isKnown }: { readonly who: string; readonly isKnown: boolean },
): readonly [RateRule, string] {
  return isKnown ? [rateRules.signInKnown, `${address} ${who}`] : [rateRules.signInStranger, who];
}

function refuseCompanyAccount(companies: Companies, email: string): void {
  if (belongsToCompany(companies, email)) throw new DomainError('sign_in.use_company');
}
