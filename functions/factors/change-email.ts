import type { Directory } from '#shared/auth/directory';
import type { OwnContacts } from '#shared/auth/identity-provider';
import type { LoginRecord } from '#shared/auth/login-record';
import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import { DomainError } from '#shared/errors/domain-error';
import { accountOf } from './list-factors.ts';

export interface ChangeEmailNeeds extends AccessNeeds, TellNeeds {
  readonly limiter: Pick<RateLimiter, 'take' | 'giveBack'>;
  readonly directory: Directory;
  readonly contacts: OwnContacts;
  readonly logins: LoginRecord;
}

/**
 * Has a code sent to a new e-mail address; the old one stays until the code comes back (ASVS 6.4.4).
 * Throws `user.exists` for a colleague's, `request.too_many`.
 */
export async function changeEmail(
  needs: ChangeEmailNeeds,
  owner: Owner,
  email: string,
): Promise<{ readonly destination: string }> {
  const { userId } = owner.principal;
  await needs.limiter.take(rateRules.contactChange, userId);
  const holder = await needs.directory.findByLogin(email);
  if (holder && holder.userId !== userId) throw new DomainError('user.exists');
  const accessToken = await freshAccess(needs, owner);
  // First, because the code's mail goes out on its own, and only to an address that is expected.
  await needs.logins.expectEmail(await accountOf(needs, owner.principal), { userId, email });
  return await needs.contacts.change(accessToken, 'email', email);
}

/**
 * Changes the e-mail address by the code that it got, and tells the person at both. Throws
 * `account.code_wrong`, `user.exists`, `request.too_many`.
 */
export async function confirmEmail(
  needs: ChangeEmailNeeds,
  owner: Owner,
  code: string,
): Promise<void> {
  const { userId } = owner.principal;
  await needs.limiter.take(rateRules.signInCode, userId);
  const person = await needs.directory.find(userId);
  const expected = await needs.logins.expectedEmail(person?.cognitoUsername ?? '');
  if (expected?.userId !== userId || !person) throw new DomainError('account.code_wrong');
  const { email } = expected;
  const accessToken = await freshAccess(needs, owner);
  await needs.contacts.confirm(accessToken, 'email', code).catch(async (error: unknown) => {
    // An earlier call may have come as far as Cognito and no further.
    if ((await needs.contacts.verified(accessToken, 'email')) !== email) throw error;
  });
  await needs.limiter.giveBack(rateRules.signInCode, userId);
  await needs.logins.changeLogin(person, 'email', email, owner.origin);
  await tellOwner(needs, userId, 'emailChanged', { formerEmail: person.email });
}
