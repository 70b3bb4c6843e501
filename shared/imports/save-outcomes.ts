import type { ImportFiles } from './import-files.ts';
import { type ChunkResult, type Counts, noCounts } from './import-job.ts';
import { importKeys } from './import-plan.ts';
import type { ImportStore } from './import-store.ts';
import type { RowOutcome } from './row-outcome.ts';
import type { Stage } from './stage.ts';

/** Which chunk of which import in which stage. */
export interface ChunkPlace {
  readonly importId: string;
  readonly stage: Stage;
  readonly chunk: number;
}

/**
 * Keeps a chunk's outcomes: first row by row in the bucket, then their counts in the store, once.
 * False if the chunk had a result already.
 */
export async function saveOutcomes(
  needs: { readonly files: ImportFiles; readonly store: ImportStore },
  { importId, stage, chunk }: ChunkPlace,
  rows: readonly RowOutcome[],
  more: Pick<ChunkResult, 'givenUp'> = {},
): Promise<boolean> {
  await needs.files.write(
    importKeys.results(importId, stage, chunk),
    JSON.stringify({ rows }),
    'application/json',
  );
  return needs.store.putResult(importId, stage, {
    ...more,
    chunk,
    counts: countsOf(rows),
    warnings: rows.filter(({ warnings }) => warnings !== undefined).length,
  });
}

/** How many rows ended in which way. */
export function countsOf(rows: readonly RowOutcome[]): Counts {
  const counts = { ...noCounts };
  for (const { outcome } of rows) counts[outcome]++;
  return counts;
}
