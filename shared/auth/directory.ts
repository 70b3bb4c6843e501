import type { StoredPrincipal } from './principal-item.ts';

/** Finds people, always as they are now. */
export interface Directory {
  find(userId: string): Promise<StoredPrincipal | undefined>;
  /** By the exact normalized e-mail address or user name; takes as long for one nobody has. */
  findByLogin(login: string): Promise<StoredPrincipal | undefined>;
}
