import type { ChunkMessage } from '#shared/imports/chunk-queue';
import { isConflict } from '#shared/imports/finish-undo';
import type { ImportJob, UndoCounts } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import { readPlan } from '#shared/imports/read-plan';
import { ChunkOutcomes, type RowOutcome } from '#shared/imports/row-outcome';
import type { UndoneChunk, UndoneRecord } from '#shared/imports/undo-outcome';
import type { ObjectName } from '#shared/objects/names';
import type { ChunkEnd, ImportChunkNeeds } from './import-chunk.ts';
import { lostOutcomes } from './lost-outcomes.ts';
import { removeCreated } from './remove-created.ts';
import { restoreUpdated } from './restore-updated.ts';
import type { UndoContext } from './undo-context.ts';

/**
 * Takes back what the rows of one chunk did: records they made are removed unless they changed
 * since, fields they changed get back what they held. What somebody changed later stays and is
 * listed. Repeating it changes nothing more.
 */
export async function undoChunk(needs: ImportChunkNeeds, message: ChunkMessage): Promise<ChunkEnd> {
  const { importId, chunk, stage } = message;
  const { store, files } = needs;
  const [job, known, rowsResult] = await Promise.all([
    store.get(importId),
    store.getResult(importId, stage, chunk),
    store.getResult(importId, 'rows', chunk),
    needs.definitions.refresh(),
  ]);
  if (job?.state !== 'undoing' || !job.undo) return { kind: 'idle' };
  if (known) return { kind: 'done', job, isNew: false };

  const plan = await readPlan(files, importId);
  const context: UndoContext = {
    importId,
    startedAt: job.startedAt ?? job.createdAt,
    undoneAt: job.undo.at,
    origin: { userId: job.undo.by, at: needs.now(), means: 'import', cause: importId },
  };
  const rows = rowsResult
    ? await outcomesOf(needs, importId, chunk)
    : await lostOutcomes(needs, job, plan, chunk);
  const found =
    stage === 'undo'
      ? await undoRows(needs, context, plan.mapping.object, rows)
      : await undoRelated(needs, context, rows);

  // Of rows whose result was not kept, those that were never written left nothing.
  const records = rowsResult ? found : found.filter(({ end }) => end !== 'gone');
  const kept: UndoneChunk = { records };
  const key = importKeys.results(importId, stage, chunk);
  await files.write(key, JSON.stringify(kept), 'application/json');
  return finishChunk(needs, job, message, countsOf(records));
}

async function finishChunk(
  { store }: ImportChunkNeeds,
  job: ImportJob,
  { importId, stage, chunk }: ChunkMessage,
  undone: UndoCounts,
): Promise<ChunkEnd> {
  const counts = { created: 0, updated: 0, skipped: 0, failed: 0 };
  const isNew = await store.putResult(importId, stage, { chunk, counts, warnings: 0, undone });
  return { kind: 'done', job, isNew };
}

async function undoRows(
  needs: ImportChunkNeeds,
  context: UndoContext,
  name: ObjectName,
  rows: readonly RowOutcome[],
): Promise<UndoneRecord[]> {
  const object = needs.definitions.current(name);
  const created = rows.filter(({ outcome }) => outcome === 'created');
  const updated = rows.filter(({ outcome }) => outcome === 'updated');
  const removed = await removeCreated(
    needs,
    context,
    object,
    created.flatMap(({ row, recordId }) => (recordId === undefined ? [] : [{ row, recordId }])),
  );
  const gone = new Set(removed.filter(({ end }) => end !== 'conflict').map(({ id }) => id));
  await needs.claims.release(
    name,
    created.flatMap(({ claim, recordId }) =>
      claim !== undefined && recordId !== undefined && gone.has(recordId)
        ? [{ key: claim, recordId }]
        : [],
    ),
  );
  const restored = await restoreUpdated(
    needs,
    context,
    object,
    updated.flatMap(({ row, recordId }) => (recordId === undefined ? [] : [{ row, recordId }])),
  );
  return [...removed, ...restored];
}

/** Comes after all rows are undone: only then does nothing of the import refer to these any more. */
async function undoRelated(
  needs: ImportChunkNeeds,
  context: UndoContext,
  rows: readonly RowOutcome[],
): Promise<UndoneRecord[]> {
  const wanted = rows.flatMap(({ row, related = [] }) =>
    related.map(({ object, id }) => ({ object, row, recordId: id })),
  );
  const records: UndoneRecord[] = [];
  for (const name of new Set(wanted.map(({ object }) => object))) {
    const own = wanted.filter(({ object }) => object === name);
    const distinct = [...new Map(own.map((each) => [each.recordId, each])).values()];
    const object = needs.definitions.current(name);
    records.push(...(await removeCreated(needs, context, object, distinct)));
  }
  return records;
}

async function outcomesOf(
  { files }: ImportChunkNeeds,
  importId: string,
  chunk: number,
): Promise<RowOutcome[]> {
  const text = await files.readText(importKeys.results(importId, 'rows', chunk));
  if (text === undefined) throw new Error('The outcomes of a chunk are not in the bucket.');
  return ChunkOutcomes.parse(JSON.parse(text)).rows;
}

function countsOf(records: readonly UndoneRecord[]): UndoCounts {
  const count = (wanted: UndoneRecord['end']) => records.filter(({ end }) => end === wanted).length;
  return {
    removed: count('removed'),
    restored: count('restored'),
    conflicts: records.filter(isConflict).length,
  };
}
