import { rowsOfChunk } from '#shared/imports/chunk-lines';
import { windowChunks } from '#shared/imports/chunk-queue';
import { endWithoutRows, type FinishNeeds } from '#shared/imports/finish-import';
import { finishStage } from '#shared/imports/finish-stage';
import type { ImportJob } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import { isEnded } from '#shared/imports/import-states';
import { problemOf } from '#shared/imports/problems';
import { saveOutcomes } from '#shared/imports/save-outcomes';
import { type Stage, stageChunks, testStage } from '#shared/imports/stage';

export type WatchedEnd =
  | 'moving'
  | 'finished'
  | 'sent-again'
  | 'given-up'
  | 'expired'
  /** It has ended, and its end is told again. */
  | 'announced';

/** Longer than the queue hides a message whose worker died, so that SQS has tried again before us. */
const stalledAfterMs = 15 * 60_000;
/** The form to upload holds for ten minutes, and a slow line may need its time after that. */
const uploadExpiresAfterMs = 24 * 3_600_000;
/** Longer than the queue needs for all its tries at reading a file. */
const planExpiresAfterMs = 3 * 3_600_000;
/** A plan that nobody starts is given up with its file. */
const reviewExpiresAfterMs = 14 * 86_400_000;
/** Telling an end is tried for a day. */
const announceForMs = 86_400_000;
const maxRedrives = 3;

/**
 * Looks after imports that came to a halt: finishes what only lacks its end, sends missing chunks
 * again, and after three times in vain counts their rows as failed, so that every import ends.
 */
export async function watchImports(needs: FinishNeeds): Promise<Map<string, WatchedEnd>> {
  const ends = new Map<string, WatchedEnd>();
  for (const job of await needs.store.listOpen()) ends.set(job.id, await watchOne(needs, job));
  return ends;
}

async function watchOne(needs: FinishNeeds, listed: ImportJob): Promise<WatchedEnd> {
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
  if (job.state === 'needs_mapping' || job.state === 'planned') {
    if (age < reviewExpiresAfterMs) return 'moving';
    await store.move(job.id, 'cancelled', { endedAt: needs.now() });
    return 'expired';
  }
  if (isEnded(job.state)) {
    if (age > announceForMs) await store.amend(job.id, [job.state], { announce: false });
    else await queue.announce(job.id);
    return 'announced';
  }
  return watchStage(needs, job, await stageOf(needs, job));
}

/** The stage that an import is in. */
async function stageOf({ store }: FinishNeeds, job: ImportJob): Promise<Stage> {
  if (job.state === 'testing') return testStage(job.test?.run ?? 0);
  if (job.state === 'running') return 'rows';
  const rows = await store.results(job.id, 'undo');
  return rows.length < (job.chunks ?? 0) ? 'undo' : 'undo-related';
}

async function watchStage(needs: FinishNeeds, job: ImportJob, stage: Stage): Promise<WatchedEnd> {
  const { store, queue, now } = needs;
  if (await finishStage(needs, job, stage)) return 'finished';
  const last = await store.lastProgress(job.id, stage);
  const since = (at: string) => Date.parse(now()) - Date.parse(at);
  const quiet = Math.min(since(job.updatedAt), last === undefined ? Infinity : since(last));
  if (quiet < stalledAfterMs) return 'moving';
  const missing = await missingChunks(needs, job, stage);
  // Whatever was done since the last time makes it the first time again.
  const hasMoved = last !== undefined && last > job.updatedAt;
  const redrives = hasMoved ? 1 : job.redrives + 1;
  if (redrives <= maxRedrives || stage.startsWith('undo')) {
    if (await store.noteRedrive(job, redrives))
      await queue.send(job.id, stage, missing.slice(0, windowChunks));
    return 'sent-again';
  }
  for (const chunk of missing) await giveUp(needs, job, stage, chunk);
  await finishStage(needs, job, stage);
  return 'given-up';
}

async function missingChunks(
  { store }: FinishNeeds,
  job: ImportJob,
  stage: Stage,
): Promise<number[]> {
  const done = new Set((await store.results(job.id, stage)).map(({ chunk }) => chunk));
  return Array.from({ length: stageChunks(job, stage) }, (_, at) => at + 1).filter(
    (chunk) => !done.has(chunk),
  );
}

async function giveUp(
  needs: FinishNeeds,
  job: ImportJob,
  stage: Stage,
  chunk: number,
): Promise<void> {
  const text = await needs.files.readText(importKeys.chunk(job.id, chunk));
  if (text === undefined) throw new Error('A chunk of a running import is not in the bucket.');
  const rows = rowsOfChunk(text).map(({ row, cells }) => ({
    row,
    outcome: 'failed' as const,
    reason: problemOf('row.not-processed'),
    cells: [...cells],
  }));
  await saveOutcomes(needs, { importId: job.id, stage, chunk }, rows, { givenUp: true });
}
