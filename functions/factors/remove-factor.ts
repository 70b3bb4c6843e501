import type { FactorName } from '#shared/auth/factor';
import type { FactorRecord } from '#shared/auth/factor-record';
import type { FactorRule } from '#shared/auth/factor-rule';
import type { FactorAdministration } from '#shared/auth/identity-provider';
import type { Owner } from '#shared/auth/own-account';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { accountOf, type FactorReader } from './list-factors.ts';

export interface RemoveFactorNeeds extends FactorReader {
  readonly factors: FactorAdministration;
  readonly rule: FactorRule;
  readonly record: FactorRecord;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Removes a factor of the person; one that is not there is fine. Throws `account.factor_required` for
 * the last one where the role asks for any.
 */
export async function removeFactor(
  needs: RemoveFactorNeeds,
  { principal, origin }: Pick<Owner, 'principal' | 'origin'>,
  factor: FactorName,
): Promise<void> {
  const { userId, role } = principal;
  const username = await accountOf(needs, principal);
  const { enrolled } = await needs.factors.factorsOf(username);
  if (!enrolled.includes(factor)) return;
  if (enrolled.length === 1 && (await needs.rule.isRequiredFor(role)))
    throw new DomainError('account.factor_required');
  await needs.factors.removeFactors(username, [factor]);
  await needs.record.removed(userId, origin);
  await tellOwner(needs, userId, 'factorRemoved');
}
