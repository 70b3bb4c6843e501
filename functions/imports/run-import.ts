import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ImportJob } from '#shared/imports/import-job';
import { letRun } from '#shared/imports/let-run';
import { readPlan } from '#shared/imports/read-plan';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

/**
 * Starts a planned import. Starting a running one again changes nothing. Throws `request.not_found`,
 * `import.state_conflict` where no plan waits.
 */
export async function runImport(
  dependencies: ImportDependencies,
  principal: Principal,
  importId: string,
): Promise<ImportJob> {
  const job = await loadImport(dependencies.store, principal, importId);
  if (job.state === 'running') return job;
  const started =
    job.state === 'planned'
      ? await letRun(dependencies, job, await readPlan(dependencies.files, job.id))
      : undefined;
  if (!started)
    throw new DomainError('import.state_conflict', {
      detail: 'Only an import whose plan is complete can be started.',
    });
  return started;
}
