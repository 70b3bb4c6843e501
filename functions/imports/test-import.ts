import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { rowsOfChunk } from '#shared/imports/chunk-lines';
import { firstWindow } from '#shared/imports/chunk-queue';
import type { ImportFiles } from '#shared/imports/import-files';
import type { ImportJob, TestRun } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import { testStage } from '#shared/imports/stage';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

/**
 * Tries a planned import without writing anything: the same work, on the first rows or all of them.
 * Its result is in the import and in a file. Throws `request.not_found`, `import.state_conflict`.
 */
export async function testImport(
  { store, files, queue }: Pick<ImportDependencies, 'store' | 'files' | 'queue'>,
  principal: Principal,
  importId: string,
  rows: number | undefined,
): Promise<ImportJob> {
  const job = await loadImport(store, principal, importId);
  const test =
    job.state === 'planned' && job.chunks !== undefined
      ? await testOf(files, job, Math.min(rows ?? job.rows ?? 0, job.rows ?? 0))
      : undefined;
  const testing = test && (await store.move(job.id, 'testing', { test, redrives: 0 }));
  if (!testing)
    throw new DomainError('import.state_conflict', {
      detail: 'Only an import whose plan is complete can be tried.',
    });
  await queue.send(job.id, testStage(test.run), firstWindow(test.chunks));
  return testing;
}

/** Chunks are as large as their rows allow, so they are counted until there are enough rows. */
async function testOf(
  files: Pick<ImportFiles, 'readText'>,
  job: ImportJob,
  rows: number,
): Promise<TestRun> {
  const run = (job.test?.run ?? 0) + 1;
  const all = job.chunks ?? 0;
  if (rows === job.rows) return { run, rows, chunks: all, lastRows: rows };
  let left = rows;
  for (let chunk = 1; chunk < all; chunk++) {
    const text = await files.readText(importKeys.chunk(job.id, chunk));
    const count = rowsOfChunk(text ?? '').length;
    if (count >= left) return { run, rows, chunks: chunk, lastRows: left };
    left -= count;
  }
  return { run, rows, chunks: all, lastRows: left };
}
