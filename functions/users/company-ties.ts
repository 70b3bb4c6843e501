import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Actor } from '#shared/users/user-store';

/** Which subject of a company's provider stands for which person. */
export interface CompanyTies {
  /**
   * Takes the tie from the person and from the subject, and ends all sessions, in one write. Throws
   * `record.version_conflict` if the person is not as `before` says any more.
   */
  untie(before: StoredPrincipal, by: Actor): Promise<StoredPrincipal>;
}

/** Removes a profile that Cognito made of somebody who came through their company. */
export interface CompanyProfiles {
  /** One that is gone already is fine. */
  remove(username: string): Promise<void>;
}
