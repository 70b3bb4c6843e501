import type { ImportFiles } from './import-files.ts';
import { importKeys } from './import-plan.ts';
import { ChunkOutcomes, type RowOutcome } from './row-outcome.ts';
import type { Stage } from './stage.ts';

/** The outcomes of chunks that have a result, one chunk at a time. */
export async function* outcomesOf(
  files: Pick<ImportFiles, 'readText'>,
  importId: string,
  stage: Stage,
  chunks: readonly number[],
): AsyncGenerator<readonly RowOutcome[]> {
  for (const chunk of chunks) {
    const text = await files.readText(importKeys.results(importId, stage, chunk));
    if (text === undefined) throw new Error('The outcomes of a chunk are not in the bucket.');
    yield ChunkOutcomes.parse(JSON.parse(text)).rows;
  }
}
