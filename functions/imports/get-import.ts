import type { Principal } from '#shared/auth/principal';
import { addCounts, type ImportJob } from '#shared/imports/import-job';
import type { MappedColumn } from '#shared/imports/mapping/mapping';
import { readPlan } from '#shared/imports/read-plan';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface ImportDetails {
  readonly job: ImportJob;
  readonly columns: MappedColumn[] | undefined;
  readonly progress: Progress | undefined;
}

export interface Progress {
  readonly rowsDone: number;
  readonly rows: number;
  /** Only while it runs, once there is something to measure. */
  readonly rowsPerSecond?: number;
  readonly secondsLeft?: number;
}

/** An import with its columns and how far it is; counts of a running one are those so far. */
export async function getImport(
  { store, files, clock }: Pick<ImportDependencies, 'store' | 'files' | 'clock'>,
  principal: Principal,
  importId: string,
): Promise<ImportDetails> {
  const job = await loadImport(store, principal, importId);
  if (job.chunks === undefined || job.rows === undefined)
    return { job, columns: undefined, progress: undefined };
  const [plan, results] = await Promise.all([
    readPlan(files, job.id),
    store.results(job.id, 'rows'),
  ]);
  const counts = job.counts ?? addCounts(results.map((result) => result.counts));
  const rowsDone = counts.created + counts.updated + counts.skipped + counts.failed;
  return {
    job: { ...job, counts },
    columns: plan.mapping.columns,
    progress: { rowsDone, rows: job.rows, ...rateOf(job, rowsDone, job.rows, clock.now()) },
  };
}

/** Measured since the start, or since it went on after a pause. */
function rateOf(
  job: ImportJob,
  rowsDone: number,
  rows: number,
  now: Date,
): Pick<Progress, 'rowsPerSecond' | 'secondsLeft'> {
  const since = job.resumed ?? (job.startedAt ? { at: job.startedAt, rows: 0 } : undefined);
  if (job.state !== 'running' || !since) return {};
  const seconds = (now.getTime() - Date.parse(since.at)) / 1_000;
  const rate = (rowsDone - since.rows) / seconds;
  if (!Number.isFinite(rate) || rate <= 0) return {};
  return {
    rowsPerSecond: Math.round(rate * 10) / 10,
    secondsLeft: Math.ceil((rows - rowsDone) / rate),
  };
}
