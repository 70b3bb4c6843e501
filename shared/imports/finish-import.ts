import { outcomesOf } from './chunk-outcomes.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import { errorFile } from './error-file.ts';
import type { ImportFiles } from './import-files.ts';
import { addCounts, type ImportJob, type Problem } from './import-job.ts';
import { importKeys } from './import-plan.ts';
import type { ImportStore, JobChanges } from './import-store.ts';
import { readPlan } from './read-plan.ts';
import { createTally, reportOf } from './report.ts';

export interface FinishNeeds {
  readonly store: ImportStore;
  readonly files: ImportFiles;
  readonly queue: ChunkQueue;
  readonly now: () => string;
}

/**
 * Ends a running import once every chunk has its result: totals are the sum of the results, report
 * and error file are written, then the state moves. Repeating it, at once or after a crash, gives
 * the same files and one transition. Undefined while chunks are missing.
 */
export async function finishImport(
  needs: FinishNeeds,
  job: ImportJob,
): Promise<ImportJob | undefined> {
  const { store, files, queue, now } = needs;
  const results = await store.results(job.id, 'rows');
  if (job.chunks === undefined || results.length < job.chunks) return undefined;
  const counts = addCounts(results.map((result) => result.counts));
  const state = counts.failed > 0 ? 'finished_with_errors' : 'finished';
  const plan = await readPlan(files, job.id);

  const tally = createTally();
  const telling = results.filter(
    ({ counts: { skipped, failed }, warnings }) => skipped + failed + warnings > 0,
  );
  const chunks = outcomesOf(
    files,
    job.id,
    'rows',
    telling.map(({ chunk }) => chunk),
  );
  const tallied = async function* () {
    for await (const rows of chunks) {
      for (const row of rows) tally.add(row);
      yield rows;
    }
  };
  if (counts.failed > 0)
    await files.writeStream(importKeys.errors(job.id), errorFile(plan, tallied()), 'text/csv');
  else for await (const _ of tallied());

  const changes: JobChanges = { counts, endedAt: now(), announce: true };
  const report = reportOf({ ...job, ...changes, state }, plan, tally.all());
  await files.write(importKeys.report(job.id), JSON.stringify(report, null, 2), 'application/json');
  const ended = await store.move(job.id, state, changes);
  if (ended) await queue.announce(job.id);
  return ended;
}

/** Ends an import that never ran: it failed, or there is nothing to do. */
export async function endWithoutRows(
  { store, files, queue, now }: FinishNeeds,
  job: ImportJob,
  state: 'failed' | 'finished',
  changes: JobChanges & { readonly problems: Problem[] },
): Promise<ImportJob | undefined> {
  const all = { ...changes, endedAt: now(), announce: true };
  const report = reportOf({ ...job, ...all, state }, undefined, []);
  await files.write(importKeys.report(job.id), JSON.stringify(report, null, 2), 'application/json');
  const ended = await store.move(job.id, state, all);
  if (ended) await queue.announce(job.id);
  return ended;
}
