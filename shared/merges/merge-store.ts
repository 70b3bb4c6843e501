import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import type { StoredRecord } from '#shared/records/record';
import type { BinWrite, CommitOutcome, Write } from '#shared/records/record-store';
import type { Merge, MergeConflict, MergeMessage, MergeState, Move } from './merge.ts';

/** A record that refers to another or is related to it. */
export interface Relation {
  readonly object: ObjectName;
  readonly recordId: string;
}

export interface MergePage {
  readonly merges: readonly Merge[];
  /** Where the next page starts; absent at the end. */
  readonly next: string | undefined;
}

/** Merges and what they move. Throws `service.unavailable` when the store stays busy. */
export interface MergeStore {
  find(message: MergeMessage): Promise<Merge | undefined>;
  /** The merges into a record, newest first. */
  list(object: ObjectDefinition, winnerId: string): Promise<readonly Merge[]>;
  /** The merges of an object, newest first; a moment behind. */
  listAll(
    object: ObjectName,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<MergePage>;
  /** Writes a new merge down; gives the one of this id that is there already. */
  begin(merge: Merge): Promise<Merge>;
  /** Brings the merge into another state if it is in this one, and says whether it was. */
  turn(merge: Merge, from: MergeState, to: MergeState, by?: string): Promise<boolean>;
  /** Writes records and the merge together; `version_conflict` too if the merge is not in state `from`. */
  settle(
    writes: readonly (Write | BinWrite)[],
    merge: Merge,
    from: MergeState,
  ): Promise<CommitOutcome>;
  /** Changes a related record and writes down what moved, if the merge is still moving. */
  move(write: Write, merge: Merge, moves: readonly Move[]): Promise<CommitOutcome>;
  /** Some of the moves, all of a record or none; none at all once everything is back. */
  someMoves(merge: Merge): Promise<readonly Move[]>;
  countMoves(merge: Merge): Promise<number>;
  /** Takes moves back: with the related record's change, if any, and what was left as it is. */
  moveBack(
    write: Write | undefined,
    merge: Merge,
    moves: readonly Move[],
    conflicts: readonly MergeConflict[],
  ): Promise<CommitOutcome>;
  /** Refuses new references to a record; false if it is not this version any more. */
  close(object: ObjectDefinition, record: Pick<StoredRecord, 'id' | 'version'>): Promise<boolean>;
  /** Admits references again to what `close` has closed. */
  reopen(object: ObjectDefinition, record: Pick<StoredRecord, 'id' | 'version'>): Promise<boolean>;
  /** Some who refer to a record or are related to it, each once, strongly consistent. */
  relationsOf(object: ObjectDefinition, id: string): Promise<readonly Relation[]>;
  /** The same of all, however many they are. */
  allRelationsOf(object: ObjectDefinition, id: string): Promise<readonly Relation[]>;
}
