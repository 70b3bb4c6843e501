import type { FactorName } from '#shared/auth/factor';
import type { FactorRecord } from '#shared/auth/factor-record';
import type { OwnFactors } from '#shared/auth/identity-provider';
import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import { DomainError } from '#shared/errors/domain-error';
import { accountOf, type FactorReader } from './list-factors.ts';

export interface PreferFactorNeeds extends AccessNeeds, FactorReader, TellNeeds {
  readonly own: Pick<OwnFactors, 'turnOn'>;
  readonly record: Pick<FactorRecord, 'preferred'>;
}

/**
 * Chooses which factor is asked for first and tells the person. Throws `account.factor_missing` for one
 * not set up.
 */
export async function preferFactor(
  needs: PreferFactorNeeds,
  owner: Owner,
  factor: FactorName,
): Promise<void> {
  const { enrolled, preferred } = await needs.factors.factorsOf(
    await accountOf(needs, owner.principal),
  );
  if (!enrolled.includes(factor)) throw new DomainError('account.factor_missing');
  if (preferred === factor) return;
  await needs.own.turnOn(await freshAccess(needs, owner), factor, true);
  const { userId } = owner.principal;
  await needs.record.preferred(userId, owner.origin);
  await tellOwner(needs, userId, 'factorPreferred');
}
