import { providerFor, type SsoPolicy } from './sso-policy.ts';

/** What a company's provider says of somebody who comes through it. */
export interface CompanyClaims {
  readonly provider: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
}

/**
 * The address by which somebody of a company is found the first time: one of the provider's own domains
 * that it has verified, or vouches for. Nothing else makes two accounts one (ASVS 6.8.1).
 */
export function vouchedEmail(
  policy: Pick<SsoPolicy, 'providers'>,
  { provider, email, emailVerified }: CompanyClaims,
): string | undefined {
  const address = email?.toLowerCase();
  const responsible = address === undefined ? undefined : providerFor(policy, address);
  if (responsible?.name !== provider) return undefined;
  return emailVerified || responsible.vouchesForEmail ? address : undefined;
}
