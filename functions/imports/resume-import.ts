import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { windowChunks } from '#shared/imports/chunk-queue';
import { addCounts, type ImportJob } from '#shared/imports/import-job';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

/**
 * Goes on with a cancelled import, or tries again the chunks that an import had to give up. Rows that
 * were done stay done. Throws `request.not_found`, `import.state_conflict` where nothing is left.
 */
export async function resumeImport(
  { store, queue, clock }: Pick<ImportDependencies, 'store' | 'queue' | 'clock'>,
  principal: Principal,
  importId: string,
): Promise<ImportJob> {
  const job = await loadImport(store, principal, importId);
  if (job.state === 'running') return job;
  const results = await store.results(job.id, 'rows');
  const again = new Set(results.filter(({ givenUp }) => givenUp).map(({ chunk }) => chunk));
  const done = results.filter(({ chunk }) => !again.has(chunk));
  const isDone = new Set(done.map(({ chunk }) => chunk));
  const missing = Array.from({ length: job.chunks ?? 0 }, (_, at) => at + 1).filter(
    (chunk) => !isDone.has(chunk),
  );
  const mayGoOn = job.startedAt !== undefined && missing.length > 0;
  if (!mayGoOn || (job.state !== 'cancelled' && job.state !== 'finished_with_errors'))
    throw new DomainError('import.state_conflict', {
      detail: 'Nothing of the import is left to be done, or it never ran.',
    });
  await store.dropResults(job.id, 'rows', [...again]);
  const counts = addCounts(done.map((result) => result.counts));
  const rows = counts.created + counts.updated + counts.skipped + counts.failed;
  const resumed = { at: clock.now().toISOString(), rows };
  const running = await store.move(job.id, 'running', {
    resumed,
    redrives: 0,
    counts: undefined,
    endedAt: undefined,
    announce: false,
  });
  if (!running) throw new DomainError('import.state_conflict');
  await queue.send(job.id, 'rows', missing.slice(0, windowChunks));
  return running;
}
