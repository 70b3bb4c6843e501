import type { Origin } from '#shared/records/record';

/** What holds for all records of an import that is undone. */
export interface UndoContext {
  readonly importId: string;
  /** When the import began to write: part of the ids of its changes. */
  readonly startedAt: string;
  /** When undoing was asked for: part of the ids of what it changes. */
  readonly undoneAt: string;
  readonly origin: Origin;
}

/** A record and the row that made or changed it. */
export interface RowRecord {
  readonly row: number;
  readonly recordId: string;
}

/** A record that people change while it is undone is read again so often. */
export const undoAttempts = 5;
