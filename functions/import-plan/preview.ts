import type { ImportJob } from '#shared/imports/import-job';
import type { ImportPlan, PreviewRow } from '#shared/imports/import-plan';
import { rowPreparation } from '#shared/imports/rows/prepare-row';
import { policyFor } from '#shared/permissions/policy';
import type { TableRow } from '#shared/tabular/csv-records';
import type { PlanNeeds } from './plan-import.ts';

/** The first rows as they would be stored, with the starter's rights. */
export async function previewOf(
  { starters, definitions }: Pick<PlanNeeds, 'starters' | 'definitions'>,
  job: ImportJob,
  plan: ImportPlan,
  rows: readonly TableRow[],
): Promise<PreviewRow[]> {
  const starter = await starters.find(job.startedBy);
  if (!starter) return [];
  const prepare = rowPreparation(
    definitions.current(plan.mapping.object),
    plan,
    policyFor(starter),
  );
  return rows.map((row): PreviewRow => {
    const prepared = prepare(row);
    if (prepared.kind !== 'ready')
      return { row: row.row, values: {}, notes: [], reason: prepared.reason, warnings: [] };
    const named = new Map<string, string>();
    for (const { field, text } of prepared.lookups)
      named.set(field, named.has(field) ? `${named.get(field)}; ${text}` : text);
    return {
      row: row.row,
      values: { ...Object.fromEntries(named), ...prepared.values },
      notes: prepared.kept.map(({ header, text }) => `${header}: ${text}`),
      warnings: [...prepared.warnings],
    };
  });
}
