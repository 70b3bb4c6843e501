import { rowsOfChunk } from '#shared/imports/chunk-lines';
import type { ChunkQueue } from '#shared/imports/chunk-queue';
import { endWithoutRows, type FinishNeeds, finishImport } from '#shared/imports/finish-import';
import type { ImportJob } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import { problemOf } from '#shared/imports/problems';
import { saveOutcomes } from '#shared/imports/save-outcomes';

export interface WatchNeeds extends FinishNeeds {
  readonly queue: ChunkQueue;
}

export type WatchedEnd = 'moving' | 'finished' | 'sent-again' | 'given-up' | 'expired';

/** Longer than the queue hides a message whose worker died, so that SQS has tried again before us. */
const stalledAfterMs = 15 * 60_000;
/** The form to upload holds for ten minutes, and a slow line may need its time after that. */
const uploadExpiresAfterMs = 24 * 3_600_000;
/** Longer than the queue needs for all its tries at reading a file. */
const planExpiresAfterMs = 3 * 3_600_000;
const maxRedrives = 3;

/**
 * Looks after imports that came to a halt: finishes what only lacks its end, sends missing chunks
 * again, and after three times in vain counts their rows as failed, so that every import ends.
 */
export async function watchImports(needs: WatchNeeds): Promise<Map<string, WatchedEnd>> {
  const ends = new Map<string, WatchedEnd>();
  for (const job of await needs.store.listOpen()) ends.set(job.id, await watchOne(needs, job));
  return ends;
}

async function watchOne(needs: WatchNeeds, listed: ImportJob): Promise<WatchedEnd> {
  const { store, queue } = needs;
  // The index may lag behind: decide by the import itself.
  const job = await store.get(listed.id);
  if (!job) return 'moving';
  const age = Date.parse(needs.now()) - Date.parse(job.updatedAt);
  if (job.state === 'awaiting_upload') {
    if (age < uploadExpiresAfterMs) return 'moving';
    await store.move(job.id, 'cancelled', { endedAt: needs.now() });
    return 'expired';
  }
  if (job.state === 'uploaded') {
    if (age < planExpiresAfterMs) return 'moving';
    await endWithoutRows(needs, job, 'failed', { problems: [problemOf('file.unreadable')] });
    return 'expired';
  }
  if (job.state !== 'running') return 'moving';

  if (await finishImport(needs, job)) return 'finished';
  const last = await store.lastProgress(job.id);
  const quiet =
    last === undefined ? age : Math.min(age, Date.parse(needs.now()) - Date.parse(last));
  if (quiet < stalledAfterMs) return 'moving';
  const missing = await missingChunks(needs, job);
  if (job.redrives < maxRedrives) {
    if (await store.noteRedrive(job)) await queue.send(job.id, missing);
    return 'sent-again';
  }
  for (const chunk of missing) await giveUp(needs, job, chunk);
  await finishImport(needs, job);
  return 'given-up';
}

async function missingChunks({ store }: WatchNeeds, job: ImportJob): Promise<number[]> {
  const done = new Set((await store.results(job.id)).map(({ chunk }) => chunk));
  return Array.from({ length: job.chunks ?? 0 }, (_, at) => at + 1).filter(
    (chunk) => !done.has(chunk),
  );
}

async function giveUp(needs: WatchNeeds, job: ImportJob, chunk: number): Promise<void> {
  const text = await needs.files.readText(importKeys.chunk(job.id, chunk));
  if (text === undefined) throw new Error('A chunk of a running import is not in the bucket.');
  const rows = rowsOfChunk(text).map(({ row, cells }) => ({
    row,
    outcome: 'failed' as const,
    reason: problemOf('row.not-processed'),
    cells: [...cells],
  }));
  await saveOutcomes(needs, job.id, chunk, rows);
}
