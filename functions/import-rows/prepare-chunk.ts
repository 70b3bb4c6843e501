import { rowsOfChunk } from '#shared/imports/chunk-lines';
import type { ImportJob } from '#shared/imports/import-job';
import type { ImportPlan } from '#shared/imports/import-plan';
import { columnOf } from '#shared/imports/mapping/mapping';
import { problemOf } from '#shared/imports/problems';
import { type PreparedRow, rowPreparation } from '#shared/imports/rows/prepare-row';
import type { RowContext } from '#shared/imports/rows/row-context';
import type { Starter } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import { policyFor } from '#shared/permissions/policy';
import type { TableRow } from '#shared/tabular/csv-records';

export interface ChunkFacts {
  readonly job: ImportJob;
  readonly plan: ImportPlan;
  readonly starter: Starter;
  readonly now: string;
  readonly definitions: Definitions;
  /** Writes are off: outcomes tell what would be written. */
  readonly dry: boolean;
  readonly isAnybodyErased: boolean;
}

/** What holds for all rows of an import as its starter may act now. */
export function contextOf({
  job,
  plan,
  starter,
  now,
  definitions,
  dry,
  isAnybodyErased,
}: ChunkFacts): RowContext {
  const object = definitions.current(plan.mapping.object);
  return {
    importId: job.id,
    startedAt: job.startedAt ?? job.createdAt,
    object,
    definitionOf: (name) => definitions.current(name),
    options: plan.options,
    policy: policyFor(starter),
    starter,
    origin: { userId: starter.userId, at: now, means: 'import', cause: job.id },
    headerOf: (field) =>
      columnOf(plan.mapping, field)?.header ?? object.fields[field]?.labels[plan.language] ?? field,
    tellsChanges: dry,
    isStrict: false,
    known: new Map(),
    isAnybodyErased,
  };
}

/** The cleaned rows of a chunk object, the first so many of them, each when it is its turn. */
export function* prepareChunk(
  { object, policy }: RowContext,
  plan: ImportPlan,
  text: string,
  count?: number,
): Generator<PreparedRow> {
  const prepare = rowPreparation(object, plan, policy);
  for (const row of rowsOfChunk(text).slice(0, count)) yield prepareSafely(prepare, row);
}

/** One row that breaks our own code costs no other row. */
function prepareSafely(prepare: (row: TableRow) => PreparedRow, row: TableRow): PreparedRow {
  try {
    return prepare(row);
  } catch {
    return { kind: 'failed', ...row, reason: problemOf('row.unexpected') };
  }
}
