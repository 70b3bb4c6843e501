import type { StoredPrincipal } from './principal-item.ts';

/** Finds people, always as they are now. */
export interface Directory {
  find(userId: string): Promise<StoredPrincipal | undefined>;
  /** By the exact normalized e-mail address; takes as long for an address nobody has. */
  findByLogin(login: string): Promise<StoredPrincipal | undefined>;
}
