import type { IdSource } from '#shared/domain/ids';
import { rowsOfChunk } from '#shared/imports/chunk-lines';
import type { ChunkMessage } from '#shared/imports/chunk-queue';
import type { ImportFiles } from '#shared/imports/import-files';
import { rowRecordId } from '#shared/imports/import-ids';
import type { ImportJob, Problem } from '#shared/imports/import-job';
import { ImportPlan, importKeys } from '#shared/imports/import-plan';
import type { ImportStore } from '#shared/imports/import-store';
import { problemOf } from '#shared/imports/problems';
import type { RowOutcome } from '#shared/imports/row-outcome';
import { saveOutcomes } from '#shared/imports/save-outcomes';
import { type Starter, type Starters, systemPrincipalId } from '#shared/imports/system-principal';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objects } from '#shared/objects/objects';
import { policyFor } from '#shared/permissions/policy';
import { creationOf } from '#shared/records/changes';
import type { Origin } from '#shared/records/record';
import type { BulkOutcome, BulkRecordStore } from '#shared/records/record-store';
import type { TableRow } from '#shared/tabular/csv-records';
import { type PreparedRow, rowPreparation } from './prepare-row.ts';
import { type DuplicateNeeds, type ReadyRow, settleDuplicates } from './settle-duplicates.ts';

export interface ImportChunkNeeds extends Omit<DuplicateNeeds, 'records'> {
  readonly store: ImportStore;
  readonly files: ImportFiles;
  readonly records: BulkRecordStore;
  readonly starters: Starters;
  readonly ids: IdSource;
}

export type ChunkEnd =
  | { readonly kind: 'done'; readonly job: ImportJob; readonly lastOne: boolean }
  /** The import ended before, or its objects are gone: nothing to do and nothing to repeat. */
  | { readonly kind: 'idle' };

/**
 * Imports the rows of one chunk. Whatever happened before (a lost acknowledgement, a crash after some
 * rows, a second delivery) it ends in the same records and the same result.
 */
export async function importChunk(
  needs: ImportChunkNeeds,
  message: ChunkMessage,
): Promise<ChunkEnd> {
  const { importId, chunk } = message;
  const { store, files } = needs;
  // 1. Is there still something to do?
  const [job, known] = await Promise.all([store.get(importId), store.getResult(importId, chunk)]);
  if (job?.state !== 'running') return { kind: 'idle' };
  if (known) return { kind: 'done', job, lastOne: true };

  // 2. May whoever started it still act?
  const [starter, planText, chunkText] = await Promise.all([
    needs.starters.find(job.startedBy),
    files.readText(importKeys.plan(importId)),
    files.readText(importKeys.chunk(importId, chunk)),
  ]);
  if (!starter) {
    const problems = [...job.problems, problemOf('starter.inactive')];
    await store.move(importId, 'cancelled', { problems });
    return { kind: 'idle' };
  }
  if (planText === undefined || chunkText === undefined)
    throw new Error('The plan or the chunk of a running import is not in the bucket.');

  // 3. Clean, part duplicates, write.
  const plan = ImportPlan.parse(JSON.parse(planText));
  const object = objects[plan.mapping.object];
  const prepare = rowPreparation(object, plan, policyFor(starter));
  const prepared = rowsOfChunk(chunkText).map((row) => prepareSafely(prepare, row));
  const ready = prepared.flatMap((row): ReadyRow[] =>
    row.kind === 'ready' ? [{ ...row, recordId: rowRecordId(importId, row.row) }] : [],
  );
  const { fresh, skipped } = await settleDuplicates(needs, object, plan, ready);
  const origin: Origin = {
    userId: starter.userId,
    at: needs.now(),
    means: 'import',
    cause: importId,
  };
  const written = await writeRows(needs, object, origin, starter, fresh);

  // 4. Keep what became of each row, then that the chunk is done.
  const outcomes = [...prepared.flatMap(refused), ...skipped, ...written].sort(
    (a, b) => a.row - b.row,
  );
  const isNew = await saveOutcomes(needs, importId, chunk, outcomes);
  const done = isNew ? await store.noteProgress(importId) : (job.chunks ?? 0);
  return { kind: 'done', job, lastOne: done >= (job.chunks ?? 0) };
}

/** One row that breaks our own code costs no other row. */
function prepareSafely(prepare: (row: TableRow) => PreparedRow, row: TableRow): PreparedRow {
  try {
    return prepare(row);
  } catch {
    return { kind: 'failed', ...row, reason: problemOf('row.unexpected') };
  }
}

function refused(row: PreparedRow): RowOutcome[] {
  return row.kind === 'ready' ? [] : [failedRow(row, row.reason)];
}

function failedRow({ row, cells }: TableRow, reason: Problem): RowOutcome {
  return { row, outcome: 'failed', reason, cells: [...cells] };
}

async function writeRows(
  { records, ids }: ImportChunkNeeds,
  object: ObjectDefinition,
  origin: Origin,
  starter: Starter,
  rows: readonly ReadyRow[],
): Promise<RowOutcome[]> {
  if (rows.length === 0) return [];
  // Whoever uploads owns the records; files from a drop folder belong to nobody yet.
  const isPerson = starter.userId !== systemPrincipalId;
  const owner = object.fields['ownerId'] && isPerson ? { ownerId: starter.userId } : {};
  const creations = rows.map(({ recordId, values }) =>
    creationOf(ids, origin, {
      id: recordId,
      values: { ...owner, ...values },
      teamId: isPerson ? starter.teamId : undefined,
    }),
  );
  const ends = await records.createMany(object, creations);
  return rows.map((row, at) => outcomeOf(object, row, ends[at]));
}

function outcomeOf(
  object: ObjectDefinition,
  row: ReadyRow,
  end: BulkOutcome | undefined,
): RowOutcome {
  const field = (name: string) => object.fields[name]?.labels.en ?? name;
  switch (end?.kind) {
    case 'created':
    case 'exists':
      return {
        row: row.row,
        outcome: 'created',
        recordId: row.recordId,
        ...(row.warnings.length > 0 ? { warnings: [...row.warnings] } : {}),
      };
    case 'duplicate':
      return {
        row: row.row,
        outcome: 'skipped',
        recordId: end.holderId,
        reason: problemOf('row.duplicate', { field: field(end.field) }),
      };
    case 'reference_missing':
      return failedRow(row, problemOf('row.reference-missing', { field: field(end.field) }));
    case undefined:
      return failedRow(row, problemOf('row.unexpected'));
  }
}
