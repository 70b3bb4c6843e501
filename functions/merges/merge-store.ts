import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import type { StoredRecord } from '#shared/records/record';
import type { BinWrite, CommitOutcome, Write } from '#shared/records/record-store';
import type { Merge, MergeState } from './merge.ts';

/** A record that refers to another or is related to it. */
export interface Relation {
  readonly object: ObjectName;
  readonly recordId: string;
}

/** Merges and what they move. Throws `service.unavailable` when the store stays busy. */
export interface MergeStore {
  /** The merges into a record, newest first. */
  list(object: ObjectDefinition, winnerId: string): Promise<readonly Merge[]>;
  begin(merge: Merge): Promise<void>;
  /** Writes the merge down if it is in this state, and says whether it was. */
  save(merge: Merge, from: MergeState): Promise<boolean>;
  /** Writes records and the merge together; `version_conflict` too if the merge is not in state `from`. */
  settle(
    writes: readonly (Write | BinWrite)[],
    merge: Merge,
    from: MergeState,
  ): Promise<CommitOutcome>;
  /** Refuses new references to a record; false if it is not this version any more. */
  close(object: ObjectDefinition, record: Pick<StoredRecord, 'id' | 'version'>): Promise<boolean>;
  /** Admits references again to what `close` has closed. */
  reopen(object: ObjectDefinition, record: Pick<StoredRecord, 'id' | 'version'>): Promise<boolean>;
  /** Who refers to a record or is related to it, each once, strongly consistent; at most 1 MB of them. */
  relationsOf(object: ObjectDefinition, id: string): Promise<readonly Relation[]>;
}
