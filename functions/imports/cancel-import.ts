import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ImportJob } from '#shared/imports/import-job';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

/**
 * Cancels an import: chunks that have not begun are not imported, rows that were stay. Cancelling
 * twice is the same as once. Throws `request.not_found`, `import.state_conflict` for an ended one.
 */
export async function cancelImport(
  { store, clock }: Pick<ImportDependencies, 'store' | 'clock'>,
  principal: Principal,
  importId: string,
): Promise<ImportJob> {
  const job = await loadImport(store, principal, importId);
  if (job.state === 'cancelled') return job;
  const cancelled = await store.move(job.id, 'cancelled', { endedAt: clock.now().toISOString() });
  if (!cancelled)
    throw new DomainError('import.state_conflict', {
      detail: 'The import has ended already, so there is nothing to cancel.',
    });
  return cancelled;
}
