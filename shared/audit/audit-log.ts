import type { AuditEntry } from './audit-entry.ts';

export interface AuditQuery {
  /** UTC, ISO-8601; both ends count. */
  readonly from: string;
  readonly to: string;
  /** Only what this person did. */
  readonly by?: string | undefined;
  /** Leaves out entries that are not meant; what it refuses is read all the same. */
  readonly accepts: (entry: AuditEntry) => boolean;
  readonly limit: number;
  /** The position after which to go on. */
  readonly after: string | undefined;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page starts; absent at the end. */
  readonly next: string | undefined;
}

/** Everything that was done, newest first: changes, reads, exports, shares, roles and security events. */
export interface AuditLog {
  list(query: AuditQuery): Promise<AuditPage>;
}

/** Adds to the audit; an entry whose id is there already is that entry. */
export interface AuditWriter {
  note(entry: AuditEntry): Promise<void>;
}
