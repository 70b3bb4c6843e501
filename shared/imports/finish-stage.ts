import { type FinishNeeds, finishImport } from './finish-import.ts';
import { finishTest } from './finish-test.ts';
import { finishUndo } from './finish-undo.ts';
import type { ImportJob } from './import-job.ts';
import { isTest, type Stage } from './stage.ts';

/** Ends a stage once every chunk has its result; undefined while some are missing. */
export function finishStage(
  needs: FinishNeeds,
  job: ImportJob,
  stage: Stage,
): Promise<ImportJob | undefined> {
  if (isTest(stage)) return finishTest(needs, job, stage);
  if (stage === 'rows') return finishImport(needs, job);
  return finishUndo(needs, job, stage);
}
