import * as z from 'zod';
import type { Principal } from '#shared/auth/principal';
import { openCursor, sealCursor } from '#shared/data/cursor';
import { importKeys } from '#shared/imports/import-plan';
import { ChunkOutcomes, type OutcomeName, type RowOutcome } from '#shared/imports/row-outcome';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface ListImportRowsInput {
  readonly importId: string;
  readonly outcome: OutcomeName | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** Where a page ended: the chunk and the row. */
const Position = z.tuple([z.int(), z.int()]);

/**
 * What became of the rows, in the order of the file as far as they are done. Chunks without a row of
 * the wanted outcome are not read. Throws `request.not_found`, `request.cursor_invalid`.
 */
export async function listImportRows(
  dependencies: Pick<ImportDependencies, 'store' | 'files' | 'cursorSecret'>,
  principal: Principal,
  { importId, outcome, limit, cursor }: ListImportRowsInput,
): Promise<{ rows: readonly RowOutcome[]; nextCursor: string | undefined }> {
  const { store, files, cursorSecret } = dependencies;
  const job = await loadImport(store, principal, importId);
  const purpose = `import rows ${job.id} ${outcome} ${principal.userId}`;
  const after = await openCursor(cursorSecret, purpose, cursor);
  const [fromChunk, afterRow] = after ? Position.parse(JSON.parse(after)) : [1, 0];
  const chunks = (await store.results(job.id, 'rows')).filter(
    ({ chunk, counts }) => chunk >= fromChunk && (outcome === undefined || counts[outcome] > 0),
  );

  const rows: { chunk: number; outcome: RowOutcome }[] = [];
  for (const { chunk } of chunks) {
    const text = await files.readText(importKeys.results(job.id, 'rows', chunk));
    if (text === undefined) continue;
    for (const each of ChunkOutcomes.parse(JSON.parse(text)).rows)
      if ((outcome === undefined || each.outcome === outcome) && each.row > afterRow)
        rows.push({ chunk, outcome: each });
    // One more than asked for tells whether another page follows.
    if (rows.length > limit) break;
  }
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const position = last && JSON.stringify([last.chunk, last.outcome.row]);
  return {
    rows: page.map((each) => each.outcome),
    nextCursor: await sealCursor(cursorSecret, purpose, position),
  };
}
