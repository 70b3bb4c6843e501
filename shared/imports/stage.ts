import * as z from 'zod';
import type { ImportJob } from './import-job.ts';

/**
 * A pass over all chunks of an import: `rows` writes them, `test-1`, `test-2` … only says what would
 * be written, `undo` takes back what rows wrote, `undo-related` what was made beside them.
 */
export const Stage = z.string().regex(/^(?:rows|undo|undo-related|test-\d{1,4})$/);

export type Stage = z.infer<typeof Stage>;

export function testStage(run: number): Stage {
  return `test-${run}`;
}

export function isTest(stage: Stage): boolean {
  return stage.startsWith('test-');
}

/** How many chunks a stage has. */
export function stageChunks(job: Pick<ImportJob, 'chunks' | 'test'>, stage: Stage): number {
  return (isTest(stage) ? job.test?.chunks : job.chunks) ?? 0;
}
