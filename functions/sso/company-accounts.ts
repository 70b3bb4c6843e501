import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { CompanyIdentity } from './company-sign-in.ts';

/** Which person of ours a company's person is: by provider and subject, never by address alone. */
export interface CompanyAccounts {
  /** The person tied to this identity. */
  find(identity: CompanyIdentity): Promise<StoredPrincipal | undefined>;
  /**
   * Ties the identity to the person for good. False where either of them is tied already, or the person
   * has changed since they were read.
   */
  tie(identity: CompanyIdentity, principal: StoredPrincipal): Promise<boolean>;
}
