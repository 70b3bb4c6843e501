import type { FactorName } from '#shared/auth/factor';
import type { FactorRecord } from '#shared/auth/factor-record';
import type { OwnFactors } from '#shared/auth/identity-provider';
import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import { DomainError } from '#shared/errors/domain-error';
import { accountOf, type FactorReader } from './list-factors.ts';

export interface PreferFactorNeeds extends AccessNeeds, FactorReader {
  readonly own: Pick<OwnFactors, 'turnOn'>;
  readonly record: Pick<FactorRecord, 'preferred'>;
}

/** Chooses which factor is asked for first. Throws `account.factor_missing` for one not set up. */
export async function preferFactor(
  needs: PreferFactorNeeds,
  owner: Owner,
  factor: FactorName,
): Promise<void> {
  const { enrolled } = await needs.factors.factorsOf(await accountOf(needs, owner.principal));
  if (!enrolled.includes(factor)) throw new DomainError('account.factor_missing');
  await needs.own.turnOn(await freshAccess(needs, owner), factor, true);
  await needs.record.preferred(owner.principal.userId, owner.origin);
}
