import type { ImportFiles } from './import-files.ts';
import { ImportPlan, importKeys } from './import-plan.ts';

/** The plan of a planned import; throws where it is not in the bucket. */
export async function readPlan(
  files: Pick<ImportFiles, 'readText'>,
  importId: string,
): Promise<ImportPlan> {
  return parsePlan(await files.readText(importKeys.plan(importId)));
}

/** The plan in its object; throws where there is none. */
export function parsePlan(text: string | undefined): ImportPlan {
  if (text === undefined) throw new Error('The plan of a planned import is not in the bucket.');
  return ImportPlan.parse(JSON.parse(text));
}
