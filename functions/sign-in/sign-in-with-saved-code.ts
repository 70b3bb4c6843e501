import type { AuthenticatorCopies } from '#shared/auth/authenticator-copies';
import type { FactorAdministration, SignInProvider } from '#shared/auth/identity-provider';
import type { Arrival } from '#shared/auth/note-arrival';
import { rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { SavedCodes } from '#shared/auth/saved-codes';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { SignInResult } from './finish-sign-in.ts';
import { type SignInNeeds, signIn } from './sign-in.ts';

export interface SavedCodeNeeds extends SignInNeeds {
  readonly provider: Pick<SignInProvider, 'signIn'> & Pick<FactorAdministration, 'removeFactors'>;
  readonly savedCodes: Pick<SavedCodes, 'use'>;
  readonly copies: Pick<AuthenticatorCopies, 'propose' | 'forget'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Signs in somebody who has lost their factor: the password first, then a saved code, which removes
 * the factors; the session serves to enrol a new one. A person without factors needs no code and
 * keeps it. Throws as `signIn` does, and `sign_in.code_wrong`.
 */
export async function signInWithSavedCode(
  needs: SavedCodeNeeds,
  input: { readonly login: string; readonly password: string; readonly savedCode: string },
  arrival: Arrival,
): Promise<SignInResult> {
  const first = await signIn(needs, input, arrival);
  if (first.status === 'signed-in' || !asksForFactor.has(first.challenge)) return first;
  const person = await needs.directory.findByLogin(input.login);
  if (!person?.cognitoUsername) throw new DomainError('sign_in.refused');

  // The code, and that a factor is due, in one write: whatever fails later opens no way without one.
  await needs.limiter.take(rateRules.signInCode, person.userId);
  if (!(await needs.savedCodes.use(person.userId, input.savedCode, arrival))) {
    await needs.history.recordFailure(person.userId, 'sign_in.factor_failed', arrival);
    throw new DomainError('sign_in.code_wrong');
  }
  await needs.limiter.giveBack(rateRules.signInCode, person.userId);
  await needs.provider.removeFactors(person.cognitoUsername);
  await needs.copies.forget(person.userId);
  await tellOwner(needs, person.userId, 'savedCodeUsed');
  return await signIn(needs, input, arrival);
}

const asksForFactor = new Set(['totp', 'sms', 'choose-factor']);
