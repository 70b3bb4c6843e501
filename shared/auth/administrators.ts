import type { StoredPrincipal } from './principal-item.ts';

/** The organisation's active administrators, for those who have something to tell them. */
export interface Administrators {
  list(): Promise<readonly StoredPrincipal[]>;
}
