import type { Principal } from '#shared/auth/principal';
import { readPlan } from '#shared/imports/finish-import';
import { addCounts, type ImportJob } from '#shared/imports/import-job';
import type { MappedColumn } from '#shared/imports/mapping/mapping';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface ImportDetails {
  readonly job: ImportJob;
  readonly columns: MappedColumn[] | undefined;
  readonly progress: { readonly rowsDone: number; readonly rows: number } | undefined;
}

/** An import with its columns and how far it is; counts of a running one are those so far. */
export async function getImport(
  { store, files }: Pick<ImportDependencies, 'store' | 'files'>,
  principal: Principal,
  importId: string,
): Promise<ImportDetails> {
  const job = await loadImport(store, principal, importId);
  if (job.chunks === undefined || job.rows === undefined)
    return { job, columns: undefined, progress: undefined };
  const [plan, results] = await Promise.all([readPlan(files, job.id), store.results(job.id)]);
  const counts = job.counts ?? addCounts(results.map((result) => result.counts));
  const rowsDone = counts.created + counts.updated + counts.skipped + counts.failed;
  return {
    job: { ...job, counts },
    columns: plan.mapping.columns,
    progress: { rowsDone, rows: job.rows },
  };
}
