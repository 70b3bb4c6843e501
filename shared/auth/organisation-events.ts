import type { HistoryEntry } from './security-history.ts';

/** Something that happened to an account, a role or an object’s settings. */
export interface OrganisationEvent extends HistoryEntry {
  readonly userId?: string | undefined;
  readonly roleId?: string | undefined;
  /** The object whose settings changed. */
  readonly object?: string | undefined;
}

/** Security events of the whole organisation, kept for twelve months; a moment behind. */
export interface OrganisationEvents {
  /** Newest first, at most 50; `before` is the id of the last event of the page before. */
  list(before?: string): Promise<{
    readonly events: readonly OrganisationEvent[];
    /** To be given as `before` for the next page; absent on the last. */
    readonly next?: string | undefined;
  }>;
}
