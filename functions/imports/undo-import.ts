import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { firstWindow } from '#shared/imports/chunk-queue';
import type { ImportJob } from '#shared/imports/import-job';
import { policyFor } from '#shared/permissions/policy';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

const undoableForMs = 30 * 86_400_000;
/** Longer than a worker may still write rows of an import that was cancelled. */
const settledAfterMs = 90_000;

/**
 * Takes an import back within 30 days: what it made is removed unless it changed since, what it
 * changed gets back what it held; conflicts are listed. People undo their own imports; those of
 * others only who may delete and change such records. Undoing twice is the same as once. Throws
 * `request.not_found`, `request.forbidden`, `import.state_conflict`.
 */
export async function undoImport(
  { store, queue, clock }: Pick<ImportDependencies, 'store' | 'queue' | 'clock'>,
  principal: Principal,
  importId: string,
): Promise<ImportJob> {
  const job = await loadImport(store, principal, importId);
  if (job.state === 'undoing' || job.state === 'undone') return job;
  const at = clock.now().toISOString();
  const age = Date.parse(at) - Date.parse(job.endedAt ?? job.createdAt);
  if (job.startedAt === undefined || age > undoableForMs)
    throw conflict('It wrote nothing, or more than 30 days ago.');
  const policy = policyFor(principal);
  const isOwn = job.startedBy === principal.userId;
  const mayAll = job.object && policy.can('delete', job.object) && policy.can('update', job.object);
  if (!isOwn && !mayAll) throw new DomainError('request.forbidden');
  if (job.state === 'cancelled' && age < settledAfterMs)
    throw conflict('It was cancelled just now; try again in two minutes.');
  const undoing = await store.move(job.id, 'undoing', {
    undo: { by: principal.userId, at },
    redrives: 0,
  });
  if (!undoing) throw conflict('Only an import that has ended can be undone.');
  await queue.send(job.id, 'undo', firstWindow(job.chunks ?? 0));
  return undoing;
}

function conflict(detail: string): DomainError {
  return new DomainError('import.state_conflict', { detail });
}
