import type { Principal } from '#shared/auth/principal';
import { importKeys } from '#shared/imports/import-plan';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface ImportLinks {
  readonly report: string | undefined;
  readonly errors: string | undefined;
  readonly original: string | undefined;
}

/** Links to an import's files, as far as they are there. Throws `request.not_found`. */
export async function getImportFiles(
  { store, links }: Pick<ImportDependencies, 'store' | 'links'>,
  principal: Principal,
  importId: string,
): Promise<ImportLinks> {
  const job = await loadImport(store, principal, importId);
  const { id, state, source, fileName } = job;
  const hasReport = state === 'failed' || state === 'finished' || state === 'finished_with_errors';
  const [report, errors, original] = await Promise.all([
    hasReport ? links.download({ key: importKeys.report(id) }, `import-${id}.json`) : undefined,
    state === 'finished_with_errors'
      ? links.download({ key: importKeys.errors(id) }, `import-${id}-errors.csv`)
      : undefined,
    source && links.download(source, fileName),
  ]);
  return { report, errors, original };
}
