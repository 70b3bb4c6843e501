import type { MemberStore } from '#shared/campaigns/member-store';
import type { JobQueue } from '#shared/data/sqs-job-queue';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { MatchIndex } from '#shared/duplicates/match-index';
import type { MergeStore } from '#shared/merges/merge-store';
import type { Definitions } from '#shared/objects/definitions';
import type { ObjectName } from '#shared/objects/names';
import type { ErasedPeople } from '#shared/privacy/erased-people';
import type { PersonRequestMessage } from '#shared/privacy/person-request';
import type { PersonRequestStore } from '#shared/privacy/person-request-store';
import type { Change, StoredRecord } from '#shared/records/record';
import type { RecordStore } from '#shared/records/record-store';

/** A record as it lies in the store. */
export interface KnownRecord {
  readonly record: StoredRecord;
  readonly isDeleted: boolean;
}

/** What only an erasure may do to records: nothing of it leaves the old values in a history. */
export interface RecordErasure {
  /** All changes of a record, oldest first. */
  history(object: ObjectName, id: string): Promise<readonly Change[]>;
  /** Removes a record, live or in the bin, with all that stands in its partition or beside it. */
  erase(object: ObjectName, known: KnownRecord, change: Change): Promise<void>;
  /** Puts `after` in the record's place; false if it has changed meanwhile. */
  replace(
    object: ObjectName,
    known: KnownRecord,
    after: StoredRecord,
    change: Change,
  ): Promise<boolean>;
  /** Rewrites the values in a record's history. */
  rewriteHistory(
    object: ObjectName,
    id: string,
    rewrite: (values: Change['values']) => Change['values'],
  ): Promise<void>;
  /** Refuses new references to a record that is about to go. */
  close(object: ObjectName, record: StoredRecord): Promise<void>;
}

export interface ScanPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Where to go on; absent at the end. */
  readonly next: string | undefined;
}

export const scannedTables = ['records', 'jobs', 'search'] as const;

export type ScannedTable = (typeof scannedTables)[number];

/** Whole tables, item by item: what no key leads to. */
export interface TableSweep {
  scan(table: ScannedTable | 'audit', after: string | undefined): Promise<ScanPage>;
  remove(table: ScannedTable, item: Readonly<Record<string, unknown>>): Promise<void>;
  /** Replaces attributes that are still as they were; false if they are not. */
  replace(
    table: ScannedTable,
    item: Readonly<Record<string, unknown>>,
    changed: Readonly<Record<string, unknown>>,
  ): Promise<boolean>;
  /** The key of an import's source file; undefined if there is no such import, or no file. */
  sourceOf(importId: string): Promise<string | undefined>;
  /** Removes an import's items, the job first: a running one finds nothing more to do. */
  removeImport(importId: string): Promise<void>;
}

/** The bucket, as far as people's data lie in it. */
export interface PersonFiles {
  write(key: string, body: string): Promise<number>;
  /** Keys of decoded rows of imports, in order. */
  listRows(after: string | undefined): Promise<readonly string[]>;
  readText(key: string): Promise<string | undefined>;
  /** Removes every version of every object under these prefixes. */
  removeAll(prefixes: readonly string[]): Promise<void>;
}

export interface PersonNeeds {
  readonly store: Pick<RecordStore, 'get' | 'getBinned'>;
  readonly requests: PersonRequestStore;
  readonly queue: JobQueue<PersonRequestMessage>;
  readonly erasure: RecordErasure;
  readonly sweep: TableSweep;
  readonly files: PersonFiles;
  readonly erased: ErasedPeople;
  readonly matches: Pick<MatchIndex, 'find'>;
  /** Ids of live contacts and leads of exactly this name, a few at most. */
  readonly namesakes: (name: string) => Promise<readonly string[]>;
  readonly relations: Pick<MergeStore, 'relationsOf' | 'allRelationsOf'>;
  readonly members: Pick<MemberStore, 'ofRecord' | 'settle'>;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export type MayGoOn = () => boolean;
