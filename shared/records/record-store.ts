import type { Freshness } from '#shared/data/batch-get';
import type { ListSort, ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import type { Share } from '#shared/sharing/share';
import type { ListRange } from './list-range.ts';
import type { Change, StoredRecord, UniqueKey } from './record.ts';
import type { BinnedRecord } from './record-item.ts';
import type { TimelinePage, TimelinePosition } from './timeline.ts';

/** Names a repeated request: the same key from the same person for the same operation is the same request. */
export interface IdempotentRequest {
  readonly key: string;
  readonly userId: string;
  readonly operation: string;
  /** Of all that was asked for, to refuse another request under the same key. */
  readonly requestHash: string;
}

/** A record and the change that makes it, to be written together or not at all. */
export interface Creation {
  readonly record: StoredRecord;
  readonly change: Change;
}

/** Why a write was refused, as data. */
export type Refusal =
  | { readonly kind: 'duplicate'; readonly field: string; readonly holderId: string }
  | { readonly kind: 'reference_missing'; readonly field: string };

/** What a key that was used before says. */
export type EarlierRequest =
  /** The same request ran before; `record` is as it was then. */
  { readonly kind: 'replayed'; readonly record: StoredRecord } | { readonly kind: 'key_reused' };

/** What a creation will meet: an earlier request, which is certain, or who held a value a moment ago. */
export type Foreseen = EarlierRequest | Extract<Refusal, { readonly kind: 'duplicate' }>;

export type CreateOutcome =
  | { readonly kind: 'created' }
  | EarlierRequest
  /** Another creation took the offered number first. */
  | { readonly kind: 'number_taken' }
  | Refusal;

/** The number that comes next; it is taken by the write that uses it, if nothing took it before. */
export interface OfferedNumber {
  readonly number: string;
  /** How many were taken when it was offered. */
  readonly last: number;
}

/** `version_conflict`: the record changed or went away since it was read. */
export type ChangeOutcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'version_conflict' }
  | Refusal;

/** How many records refer to one; `more` if there are more than were counted. */
export interface Referrers {
  readonly count: number;
  readonly more: boolean;
  /** How often it has been referred to, as far as is known; absent where it never was. */
  readonly times?: number | undefined;
}

export type RemoveOutcome =
  | { readonly kind: 'removed' }
  | { readonly kind: 'version_conflict' }
  | ({ readonly kind: 'in_use' } & Referrers);

/** One record of several that are written together. */
export type Write =
  | {
      readonly kind: 'create';
      readonly object: ObjectDefinition;
      readonly creation: Creation;
    }
  | {
      readonly kind: 'update';
      readonly object: ObjectDefinition;
      readonly before: StoredRecord;
      readonly after: StoredRecord;
      readonly change: Change;
    };

/** A record on its way into the bin or out of it, together with others. */
export type BinWrite =
  /** Whether others refer to the record is not looked at. */
  | {
      readonly kind: 'remove';
      readonly object: ObjectDefinition;
      readonly before: StoredRecord;
      readonly change: Change;
      /** The record that it was merged into. */
      readonly mergedInto?: string;
    }
  /** Out of the bin. */
  | {
      readonly kind: 'restore';
      readonly object: ObjectDefinition;
      readonly creation: Creation;
    };

/** `index` says which of the writes was refused; none was done then. */
export type CommitOutcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'version_conflict'; readonly index: number }
  | (Refusal & { readonly index: number });

export interface ListRequest {
  /** The union of these; a record in several is listed once. */
  readonly ranges: readonly ListRange[];
  /** Looks up records of no range that are listed too: what is shared with the caller. */
  readonly also?: () => Promise<readonly StoredRecord[]>;
  readonly sort: ListSort;
  readonly descending: boolean;
  readonly limit: number;
  /**
   * Leaves out records of the ranges that are not meant; what it refuses is read all the same. Asked
   * once `also` has been looked up.
   */
  readonly accepts?: (record: StoredRecord) => boolean;
  /** The position after which to go on: the sort key of the last record listed. */
  readonly after: string | undefined;
}

export type BinRequest = Pick<ListRequest, 'limit' | 'after' | 'accepts'>;

export interface BinPage {
  readonly records: readonly BinnedRecord[];
  readonly next: string | undefined;
}

export interface RecordPage {
  readonly records: readonly StoredRecord[];
  /** Where the next page starts; absent at the end. */
  readonly next: string | undefined;
}

export interface ChangePage {
  readonly changes: readonly Change[];
  readonly next: string | undefined;
}

/** A record as it stands at one moment: live, in the bin, or neither. */
export interface Located {
  readonly live?: StoredRecord | undefined;
  readonly binned?: BinnedRecord | undefined;
}

/** Single records, one by one. Throws `service.unavailable` when the store stays busy. */
export interface RecordStore {
  /** The live record, strongly consistent; a deleted one is not there. */
  get(object: ObjectDefinition, id: string): Promise<StoredRecord | undefined>;
  /**
   * Looks, a moment late, for what stands in the way of a creation at `at`: an earlier request with its
   * key, or for one without a key who holds its first unique value.
   */
  foresee(
    object: ObjectDefinition,
    values: RecordValues,
    request: IdempotentRequest | undefined,
    at: string,
  ): Promise<Foreseen | undefined>;
  /**
   * Claims the key at `at` for a request that makes no record of its own and is told by what it leaves;
   * false where another request holds it.
   */
  claim(request: IdempotentRequest, at: string): Promise<boolean>;
  /**
   * Writes record, markers, change and idempotency entry in one transaction, and takes the offered
   * number that the record has in it.
   */
  create(
    object: ObjectDefinition,
    creation: Creation,
    request: IdempotentRequest | undefined,
    offered?: OfferedNumber,
  ): Promise<CreateOutcome>;
  /**
   * Replaces `before` by `after` if `before` is still the current version and the share that the write
   * rests on, if any, still counts (AZ-15).
   */
  update(
    object: ObjectDefinition,
    before: StoredRecord,
    after: StoredRecord,
    change: Change,
    share?: Share,
  ): Promise<ChangeOutcome>;
  /** Live records that refer to one; nothing is read for objects that nothing can refer to. */
  referrers(object: ObjectDefinition, id: string): Promise<Referrers>;
  /**
   * Puts the record into the bin, where it stays for 30 days, unless others refer to it, which `seen`
   * tells as `referrers` gave it, or has anybody done so since.
   */
  remove(
    object: ObjectDefinition,
    before: StoredRecord,
    change: Change,
    seen: Referrers,
  ): Promise<RemoveOutcome>;
  /** Writes several records in one transaction, if the share that it rests on still counts. */
  commit(
    writes: readonly Write[],
    rest?: { readonly share: Share; readonly at: string },
  ): Promise<CommitOutcome>;
  list(object: ObjectDefinition, request: ListRequest): Promise<RecordPage>;
  /** Deleted records, last deleted first. */
  listBin(object: ObjectDefinition, request: BinRequest): Promise<BinPage>;
  getBinned(object: ObjectDefinition, id: string): Promise<BinnedRecord | undefined>;
  /** The record wherever it is, by one look: neither is set where there is none. */
  locate(object: ObjectDefinition, id: string): Promise<Located>;
  /** Puts a record from the bin back as `restoration` has it. */
  restore(object: ObjectDefinition, restoration: Creation): Promise<ChangeOutcome>;
  /**
   * Looks at the next number of an object whose records are numbered; none is offered for a while after
   * one came too late, for then others take numbers as well.
   */
  offerNumber(object: ObjectDefinition): Promise<OfferedNumber | undefined>;
  /** Takes the next number, whoever else takes one; it stays unused if its record is never written. */
  takeNumber(object: ObjectDefinition): Promise<string>;
  timeline(
    object: ObjectDefinition,
    id: string,
    page: { readonly limit: number; readonly after: TimelinePosition | undefined },
  ): Promise<TimelinePage>;
  /** The record's changes, newest first. */
  changes(
    object: ObjectDefinition,
    id: string,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<ChangePage>;
  /**
   * Ids of live records with exactly this name (folded), at most a few; a record written a moment ago
   * may be missing.
   */
  findByName(object: ObjectDefinition, name: string): Promise<readonly string[]>;
  /** Who holds each value now (strongly consistent); keys of the map are `uniqueKeyText`. */
  findHolders(
    object: ObjectDefinition,
    keys: readonly UniqueKey[],
  ): Promise<ReadonlyMap<string, string>>;
}

export type BulkOutcome =
  | { readonly kind: 'created' }
  /** A record with this very id was written before: the same row, tried again. */
  | { readonly kind: 'exists' }
  | Refusal;

/** A change of one record: what it was and is, and the entry that says so. */
export interface Update {
  readonly before: StoredRecord;
  readonly after: StoredRecord;
  readonly change: Change;
  /** The share that the change rests on: where it no longer counts, the record counts as changed. */
  readonly share?: Share;
}

/** Names one change of one record. */
export interface ChangeRef {
  readonly recordId: string;
  readonly changeId: string;
}

/** Many records at once, for imports; nothing here is atomic beyond the single record. */
export interface BulkRecordStore
  extends Pick<RecordStore, 'findByName' | 'findHolders' | 'referrers' | 'remove'> {
  /**
   * Creates what can be created; the outcome of each entry stands at its index. Entries are taken as they
   * are written, so they may still be on their way. Of those that claim the same value the first wins.
   * Owners are not checked: check each one once before.
   */
  createMany(
    object: ObjectDefinition,
    creations: Iterable<Creation> | AsyncIterable<Creation>,
  ): Promise<readonly BulkOutcome[]>;
  /** Changes records that are still as they were; the outcome of each entry stands at its index. */
  updateMany(
    object: ObjectDefinition,
    updates: readonly Update[],
  ): Promise<readonly ChangeOutcome[]>;
  /** The next numbers of an object whose records are numbered; those that are not used stay unused. */
  takeNumbers(object: ObjectDefinition, count: number): Promise<readonly string[]>;
  /** The live records among these ids, strongly consistent unless said otherwise, in no order. */
  getMany(
    object: ObjectDefinition,
    ids: readonly string[],
    freshness?: Freshness,
  ): Promise<readonly StoredRecord[]>;
  /** Those of the changes that were made, strongly consistent; by the id of their record. */
  changesOf(
    object: ObjectDefinition,
    refs: readonly ChangeRef[],
  ): Promise<ReadonlyMap<string, Change>>;
}

/** The text that stands for a unique key in maps: field, `#`, folded value. */
export function uniqueKeyText(key: UniqueKey): string {
  return `${key.field}#${key.value}`;
}
