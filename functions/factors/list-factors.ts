import type { Directory } from '#shared/auth/directory';
import type { FactorRule } from '#shared/auth/factor-rule';
import type { AccountFactors, FactorAdministration } from '#shared/auth/identity-provider';
import type { Principal } from '#shared/auth/principal';
import type { SavedCodes } from '#shared/auth/saved-codes';
import { DomainError } from '#shared/errors/domain-error';

export interface FactorReader {
  readonly directory: Pick<Directory, 'find'>;
  readonly factors: Pick<FactorAdministration, 'factorsOf'>;
}

/** The name under which the identity provider knows a person. */
export async function accountOf(
  { directory }: Pick<FactorReader, 'directory'>,
  { userId }: Pick<Principal, 'userId'>,
): Promise<string> {
  const username = (await directory.find(userId))?.cognitoUsername;
  if (!username) throw new DomainError('request.unauthenticated');
  return username;
}

export interface ListFactorsNeeds extends FactorReader {
  readonly rule: FactorRule;
  readonly savedCodes: Pick<SavedCodes, 'count'>;
}

export interface FactorList extends Omit<AccountFactors, 'enrolled'> {
  readonly factors: AccountFactors['enrolled'];
  readonly savedCodes: number;
  readonly isRequired: boolean;
}

/** The person's second factors, the phone that could be one, and how many saved codes are left. */
export async function listFactors(
  needs: ListFactorsNeeds,
  principal: Principal,
): Promise<FactorList> {
  const [account, savedCodes, isRequired] = await Promise.all([
    accountOf(needs, principal).then((username) => needs.factors.factorsOf(username)),
    needs.savedCodes.count(principal.userId),
    needs.rule.isRequiredFor(principal.role),
  ]);
  const { enrolled: factors, ...rest } = account;
  return { factors, ...rest, savedCodes, isRequired };
}
