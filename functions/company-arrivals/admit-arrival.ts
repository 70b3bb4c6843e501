import type { Directory } from '#shared/auth/directory';
import type { Companies } from '#shared/auth/sso-policy';
import { type CompanyClaims, vouchedEmail } from '#shared/auth/vouched-email';

export interface ArrivalNeeds {
  readonly companies: Companies;
  readonly directory: Pick<Directory, 'findByLogin'>;
}

/**
 * Whether somebody whom Cognito does not know yet, and who comes through a company, may have a profile:
 * only whoever is invited and not tied to another account of the company.
 */
export async function admitArrival(
  { companies, directory }: ArrivalNeeds,
  claims: CompanyClaims,
): Promise<boolean> {
  const email = vouchedEmail(companies, claims);
  if (email === undefined) return false;
  const person = await directory.findByLogin(email);
  if (person?.status !== 'active' && person?.status !== 'invited') return false;
  return person.signInProvider === undefined;
}
