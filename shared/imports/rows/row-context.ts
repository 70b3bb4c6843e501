import type { IdSource } from '#shared/domain/ids';
import type { MatchIndex } from '#shared/duplicates/match-index';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import type { Policy } from '#shared/permissions/policy';
import type { ErasedPeople } from '#shared/privacy/erased-people';
import type { Origin } from '#shared/records/record';
import type { BulkRecordStore } from '#shared/records/record-store';
import type { SharesOfCaller } from '#shared/sharing/share-store';
import type { TableRow } from '#shared/tabular/csv-records';
import type { Problem } from '../import-job.ts';
import type { ImportOptions } from '../import-options.ts';
import type { MatchClaims } from '../match-claims.ts';
import type { People } from '../people.ts';
import type { RowOutcome } from '../row-outcome.ts';
import type { Starter } from '../system-principal.ts';
import type { KnownTexts } from './find-by-texts.ts';
import type { Kept } from './notes.ts';

/** What rows are written with. */
export interface RowNeeds {
  readonly records: BulkRecordStore;
  readonly claims: MatchClaims;
  readonly people: People;
  /** Who has what alike, a moment behind the records. */
  readonly matches: Pick<MatchIndex, 'find'>;
  readonly shares: Pick<SharesOfCaller, 'of' | 'among'>;
  readonly erased: Pick<ErasedPeople, 'among' | 'isAnybody'>;
  readonly ids: IdSource;
  readonly now: () => string;
}

/** What holds for all rows of an import. */
export interface RowContext {
  readonly importId: string;
  /** When the import began to write: part of the ids of its changes. */
  readonly startedAt: string;
  readonly object: ObjectDefinition;
  readonly definitionOf: (name: ObjectName) => ObjectDefinition;
  readonly options: ImportOptions;
  readonly policy: Policy;
  readonly starter: Starter;
  readonly origin: Origin;
  /** The name of a field as the file's header has it. */
  readonly headerOf: (field: string) => string;
  /** Test runs tell what would be written, field by field. */
  readonly tellsChanges: boolean;
  /** A program sends the rows: what they name and is not there fails them. */
  readonly isStrict: boolean;
  /** Names of other records that rows before have asked for: the rows of a chunk mostly name the same. */
  readonly known: KnownTexts;
  /** Whether anybody has ever been erased, so that rows may be about them. */
  readonly isAnybodyErased: boolean;
}

/** A row whose cells are values, with the id of the record that it would make. */
export interface ReadyRow extends TableRow {
  readonly recordId: string;
  readonly values: RecordValues;
  readonly kept: readonly Kept[];
  readonly warnings: readonly Problem[];
  /** The team of the owner that the values name. */
  readonly teamId?: string | undefined;
  /** A column says who owns it; else the starter does, as far as it is new. */
  readonly namesOwner: boolean;
  readonly related?: RowOutcome['related'];
}

/** A row that cannot be imported, with its cells for the error file. */
export function failedRow({ row, cells }: TableRow, reason: Problem): RowOutcome {
  return { row, outcome: 'failed', reason, cells: [...cells] };
}

/** What is told of a row that was written besides the record. */
export function noticesOf({ warnings, related }: ReadyRow): Partial<RowOutcome> {
  return {
    ...(warnings.length > 0 ? { warnings: [...warnings] } : {}),
    ...(related ? { related } : {}),
  };
}
