import type { FactorRecord } from '#shared/auth/factor-record';
import type { OwnContacts } from '#shared/auth/identity-provider';
import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import { DomainError } from '#shared/errors/domain-error';

export interface ChangePhoneNeeds extends AccessNeeds, TellNeeds {
  readonly limiter: Pick<RateLimiter, 'take' | 'giveBack'>;
  readonly contacts: OwnContacts;
  readonly record: Pick<FactorRecord, 'phoneChanging'>;
}

/** Has a code sent to a new phone; the old one stays until the code comes back. Throws `request.too_many`. */
export async function changePhone(
  needs: ChangePhoneNeeds,
  owner: Owner,
  phone: string,
): Promise<{ readonly destination: string }> {
  await needs.limiter.take(rateRules.contactChange, owner.principal.userId);
  return await needs.contacts.change(await freshAccess(needs, owner), 'phone', phone);
}

/**
 * Changes the phone by the code that it got, and tells the person, at the former one too. Throws
 * `account.code_wrong`, `request.too_many`.
 */
export async function confirmPhone(
  needs: ChangePhoneNeeds,
  owner: Owner,
  code: string,
): Promise<void> {
  const { userId } = owner.principal;
  await needs.limiter.take(rateRules.signInCode, userId);
  const accessToken = await freshAccess(needs, owner);
  const formerPhone = await needs.contacts.verified(accessToken, 'phone');
  // First, so that no change is made that “this was not me” could not undo.
  const change = await needs.record.phoneChanging(userId, formerPhone);
  try {
    await needs.contacts.confirm(accessToken, 'phone', code);
  } catch (error) {
    // Whatever else went wrong, the change may have been made.
    if (error instanceof DomainError) await change.dropped();
    throw error;
  }
  await needs.limiter.giveBack(rateRules.signInCode, userId);
  await change.made(owner.origin);
  await tellOwner(needs, userId, 'phoneChanged', { formerPhone });
}
