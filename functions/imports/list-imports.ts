import type { Principal } from '#shared/auth/principal';
import { openCursor, sealCursor } from '#shared/data/cursor';
import type { ImportJob } from '#shared/imports/import-job';
import type { ImportDependencies } from './import-dependencies.ts';
import { maySee } from './load-import.ts';

/**
 * Imports the principal may see, newest first. A page can be short, even empty, while more follow.
 * Throws `request.cursor_invalid`.
 */
export async function listImports(
  { store, cursorSecret }: Pick<ImportDependencies, 'store' | 'cursorSecret'>,
  principal: Principal,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ jobs: readonly ImportJob[]; nextCursor: string | undefined }> {
  const purpose = `imports ${principal.userId}`;
  const after = await openCursor(cursorSecret, purpose, cursor);
  const page = await store.list({ limit, after });
  return {
    jobs: page.jobs.filter((job) => maySee(principal, job)),
    nextCursor: await sealCursor(cursorSecret, purpose, page.next),
  };
}
