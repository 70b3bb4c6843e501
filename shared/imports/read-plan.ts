import type { ImportFiles } from './import-files.ts';
import { ImportPlan, importKeys } from './import-plan.ts';

/** The plan of a planned import; throws where it is not in the bucket. */
export async function readPlan(
  files: Pick<ImportFiles, 'readText'>,
  importId: string,
): Promise<ImportPlan> {
  const text = await files.readText(importKeys.plan(importId));
  if (text === undefined) throw new Error('The plan of a planned import is not in the bucket.');
  return ImportPlan.parse(JSON.parse(text));
}
