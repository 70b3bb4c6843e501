import type { StoredPrincipal } from './principal-item.ts';

export interface PeoplePage {
  readonly people: readonly StoredPrincipal[];
  /** Continues after this user; absent on the last page. */
  readonly next: string | undefined;
}

/** The organisation's people in the order of their invitation. */
export interface People {
  page(of: { readonly after?: string | undefined; readonly limit: number }): Promise<PeoplePage>;
}
