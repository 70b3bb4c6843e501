import { rowRecordId } from '#shared/imports/import-ids';
import type { ImportJob } from '#shared/imports/import-job';
import { type ImportPlan, importKeys } from '#shared/imports/import-plan';
import type { RowOutcome } from '#shared/imports/row-outcome';
import { applyRows } from '#shared/imports/rows/apply-rows';
import { dryNeeds } from '#shared/imports/rows/dry-needs';
import type { ImportChunkNeeds } from './import-chunk.ts';
import { contextOf, prepareChunk } from './prepare-chunk.ts';

/**
 * What the rows of a chunk may have done whose result was never kept, because the import was cancelled
 * or its worker died in between: found as a repeated row finds its own record and its own change.
 * Some may not have been written; whoever undoes them finds nothing there.
 */
export async function lostOutcomes(
  needs: ImportChunkNeeds,
  job: ImportJob,
  plan: ImportPlan,
  chunk: number,
): Promise<RowOutcome[]> {
  const [text, starter, isAnybodyErased] = await Promise.all([
    needs.files.readText(importKeys.chunk(job.id, chunk)),
    needs.starters.find(job.startedBy),
    needs.erased.isAnybody(),
  ]);
  if (text === undefined) return [];
  if (starter) {
    const context = contextOf({
      ...{ job, plan, starter, now: needs.now(), definitions: needs.definitions },
      dry: true,
      isAnybodyErased,
    });
    return applyRows(dryNeeds(needs), context, prepareChunk(context, plan, text));
  }
  // Whoever started it is gone: records that it made are known by the row alone.
  return text
    .split('\n')
    .flatMap((line) => /^\[(\d+),/.exec(line)?.[1] ?? [])
    .map((row) => ({
      row: Number(row),
      outcome: 'created',
      recordId: rowRecordId(job.id, Number(row)),
    }));
}
