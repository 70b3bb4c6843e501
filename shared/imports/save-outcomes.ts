import type { ImportFiles } from './import-files.ts';
import { type Counts, noCounts } from './import-job.ts';
import { importKeys } from './import-plan.ts';
import type { ImportStore } from './import-store.ts';
import type { RowOutcome } from './row-outcome.ts';

/**
 * Keeps a chunk's outcomes: first row by row in the bucket, then their counts in the store, once.
 * False if the chunk had a result already.
 */
export async function saveOutcomes(
  needs: { readonly files: ImportFiles; readonly store: ImportStore },
  importId: string,
  chunk: number,
  rows: readonly RowOutcome[],
): Promise<boolean> {
  await needs.files.write(
    importKeys.results(importId, chunk),
    JSON.stringify({ rows }),
    'application/json',
  );
  return needs.store.putResult(importId, {
    chunk,
    counts: countsOf(rows),
    warnings: rows.filter(({ warnings }) => warnings !== undefined).length,
  });
}

function countsOf(rows: readonly RowOutcome[]): Counts {
  const counts = { ...noCounts };
  for (const { outcome } of rows) counts[outcome]++;
  return counts;
}
