import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ImportJob } from '#shared/imports/import-job';
import { type ImportPlan, importKeys, Preview, type PreviewRow } from '#shared/imports/import-plan';
import { readPlan } from '#shared/imports/read-plan';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface PlanDetails {
  readonly job: ImportJob;
  readonly plan: ImportPlan;
  readonly preview: readonly PreviewRow[];
}

/**
 * How a file was understood: columns and what becomes of them, options, and the first rows as they
 * would be stored. Throws `request.not_found`, `import.state_conflict` before the file was read.
 */
export async function getImportPlan(
  { store, files }: Pick<ImportDependencies, 'store' | 'files'>,
  principal: Principal,
  importId: string,
): Promise<PlanDetails> {
  const job = await loadImport(store, principal, importId);
  if (job.chunks === undefined)
    throw new DomainError('import.state_conflict', {
      detail: 'The file has not been read yet, or could not be.',
    });
  const [plan, preview] = await Promise.all([
    readPlan(files, job.id),
    files.readText(importKeys.preview(job.id)),
  ]);
  const rows = preview === undefined ? [] : Preview.parse(JSON.parse(preview)).rows;
  return { job, plan, preview: rows };
}
