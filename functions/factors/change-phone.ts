import type { FactorRecord } from '#shared/auth/factor-record';
import type { OwnContacts } from '#shared/auth/identity-provider';
import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { Clock } from '#shared/domain/clock';

export interface ChangePhoneNeeds extends AccessNeeds {
  readonly limiter: Pick<RateLimiter, 'take' | 'giveBack'>;
  readonly contacts: OwnContacts;
  readonly record: Pick<FactorRecord, 'phoneChanged'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
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

/** Changes the phone by the code that it got. Throws `account.code_wrong`, `request.too_many`. */
export async function confirmPhone(
  needs: ChangePhoneNeeds,
  owner: Owner,
  code: string,
): Promise<void> {
  const { userId } = owner.principal;
  await needs.limiter.take(rateRules.signInCode, userId);
  await needs.contacts.confirm(await freshAccess(needs, owner), 'phone', code);
  await needs.limiter.giveBack(rateRules.signInCode, userId);
  await needs.record.phoneChanged(userId, owner.origin);
  const at = needs.clock.now().toISOString();
  await needs.queue.send({ kind: 'notify', userId, notice: 'phoneChanged', at });
}
