import type { Principal } from '#shared/auth/principal';
import { importKeys } from '#shared/imports/import-plan';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface ImportLinks {
  readonly report: string | undefined;
  readonly errors: string | undefined;
  readonly original: string | undefined;
  /** What the last test run would have written, field by field. */
  readonly test: string | undefined;
  /** What undoing left as it is. */
  readonly undo: string | undefined;
}

/** Links to an import's files, as far as they are there. Throws `request.not_found`. */
export async function getImportFiles(
  { store, links }: Pick<ImportDependencies, 'store' | 'links'>,
  principal: Principal,
  importId: string,
): Promise<ImportLinks> {
  const job = await loadImport(store, principal, importId);
  const { id, state, source, fileName, counts, test: run } = job;
  const hasReport = counts !== undefined || state === 'failed';
  const [report, errors, original, test, undo] = await Promise.all([
    hasReport ? links.download({ key: importKeys.report(id) }, `import-${id}.json`) : undefined,
    counts && counts.failed > 0
      ? links.download({ key: importKeys.errors(id) }, `import-${id}-errors.csv`)
      : undefined,
    source && links.download(source, fileName),
    run?.counts &&
      links.download({ key: importKeys.test(id, run.run) }, `import-${id}-test-${run.run}.csv`),
    job.undo?.counts?.conflicts
      ? links.download({ key: importKeys.undo(id) }, `import-${id}-undo.csv`)
      : undefined,
  ]);
  return { report, errors, original, test, undo };
}
