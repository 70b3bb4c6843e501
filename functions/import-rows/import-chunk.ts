import type { DefinitionCache } from '#shared/definitions/definition-cache';
import type { ChunkMessage } from '#shared/imports/chunk-queue';
import type { ImportFiles } from '#shared/imports/import-files';
import type { ImportJob } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import type { ImportStore } from '#shared/imports/import-store';
import { problemOf } from '#shared/imports/problems';
import { parsePlan } from '#shared/imports/read-plan';
import { applyRows } from '#shared/imports/rows/apply-rows';
import { dryNeeds } from '#shared/imports/rows/dry-needs';
import type { RowNeeds } from '#shared/imports/rows/row-context';
import { saveOutcomes } from '#shared/imports/save-outcomes';
import { isTest } from '#shared/imports/stage';
import type { Starters } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import { policyFor } from '#shared/permissions/policy';
import { contextOf, prepareChunk } from './prepare-chunk.ts';

export interface ImportChunkNeeds extends RowNeeds {
  readonly store: ImportStore;
  readonly files: ImportFiles;
  readonly starters: Starters;
  readonly definitions: Definitions & Pick<DefinitionCache, 'refresh'>;
}

export type ChunkEnd =
  /** `isNew` unless the chunk had its result before. */
  | { readonly kind: 'done'; readonly job: ImportJob; readonly isNew: boolean }
  /** The import ended before, or its objects are gone: nothing to do and nothing to repeat. */
  | { readonly kind: 'idle' };

/**
 * Imports the rows of one chunk, or tells what importing them would do. Whatever happened before (a
 * lost acknowledgement, a crash after some rows, a second delivery) it ends in the same records and
 * the same result.
 */
export async function importChunk(
  needs: ImportChunkNeeds,
  message: ChunkMessage,
): Promise<ChunkEnd> {
  const { importId, chunk, stage } = message;
  const { store, files } = needs;
  const dry = isTest(stage);
  // 1. Is there still something to do? The rows are fetched meanwhile: most often there is.
  const [job, known, planText, chunkText, isAnybodyErased] = await Promise.all([
    store.get(importId),
    store.getResult(importId, stage, chunk),
    files.readText(importKeys.plan(importId)),
    files.readText(importKeys.chunk(importId, chunk)),
    needs.erased.isAnybody(),
    needs.definitions.refresh(),
  ]);
  if (job?.state !== (dry ? 'testing' : 'running')) return { kind: 'idle' };
  if (known) return { kind: 'done', job, isNew: false };

  // 2. May whoever started it still act?
  const plan = parsePlan(planText);
  const starter = await needs.starters.find(job.startedBy);
  if (!starter || !policyFor(starter).can('import', plan.mapping.object)) {
    const problem = problemOf(starter ? 'starter.forbidden' : 'starter.inactive');
    const changes = { problems: [...job.problems, problem], endedAt: needs.now(), announce: true };
    await store.move(importId, 'cancelled', changes);
    return { kind: 'idle' };
  }
  if (chunkText === undefined) throw new Error('A chunk of a running import is not in the bucket.');

  // 3. Clean and write.
  const context = contextOf({
    job,
    plan,
    starter,
    now: needs.now(),
    definitions: needs.definitions,
    dry,
    isAnybodyErased,
  });
  const prepared = prepareChunk(context, plan, chunkText, dry ? rowsToTry(job, chunk) : undefined);
  const outcomes = await applyRows(dry ? dryNeeds(needs) : needs, context, prepared);

  // 4. Keep what became of each row, then that the chunk is done.
  return { kind: 'done', job, isNew: await saveOutcomes(needs, message, outcomes) };
}

/** Every chunk but the last is full, so the rows before this one are as many in each. */
function rowsToTry({ test }: ImportJob, chunk: number): number | undefined {
  return test && chunk === test.chunks ? test.lastRows : undefined;
}
