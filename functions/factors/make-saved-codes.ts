import type { Owner } from '#shared/auth/own-account';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { SavedCodes } from '#shared/auth/saved-codes';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';

export interface MakeSavedCodesNeeds {
  readonly savedCodes: Pick<SavedCodes, 'make'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/** Makes ten new saved codes, which end the former ones, and tells their owner so. */
export async function makeSavedCodes(
  { savedCodes, queue, clock }: MakeSavedCodesNeeds,
  { principal, origin }: Pick<Owner, 'principal' | 'origin'>,
): Promise<readonly string[]> {
  const { userId } = principal;
  const codes = await savedCodes.make(userId, origin);
  await tellOwner({ queue, clock }, userId, 'savedCodesMade');
  return codes;
}
