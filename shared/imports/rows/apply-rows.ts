import { rowRecordId } from '../import-ids.ts';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { createRows } from './create-rows.ts';
import { leaveOutErased } from './leave-out-erased.ts';
import { linkRelated } from './link-related.ts';
import type { PreparedRow } from './prepare-row.ts';
import { resolveLookups } from './resolve-lookups.ts';
import { failedRow, type ReadyRow, type RowContext, type RowNeeds } from './row-context.ts';
import { type HeldRow, settleDuplicates } from './settle-duplicates.ts';
import { updateRows } from './update-rows.ts';

/**
 * Writes prepared rows and tells what became of each, in their order: resolves whom and what they
 * name, parts those whose record is there, then creates, changes or leaves by the import's options.
 * Repeating it gives the same records and the same outcomes.
 */
export async function applyRows(
  needs: RowNeeds,
  context: RowContext,
  prepared: readonly PreparedRow[],
): Promise<RowOutcome[]> {
  const { importId, options } = context;
  const outcomes: RowOutcome[] = [];
  const named = prepared.flatMap((row) => {
    if (row.kind === 'ready') return [{ ...row, recordId: rowRecordId(importId, row.row) }];
    outcomes.push(
      row.kind === 'failed'
        ? failedRow(row, row.reason)
        : { row: row.row, outcome: 'skipped', reason: row.reason },
    );
    return [];
  });

  // 1. Whom and what do the rows name?
  const { wanted, leftOut } = await leaveOutErased(needs, context, named);
  outcomes.push(...leftOut);
  const resolved = (await resolveLookups(needs, context, wanted)).filter((row) => {
    const lost = context.isStrict ? lostReference(row) : undefined;
    if (lost) outcomes.push(failedRow(row, lost));
    return !lost;
  });
  const linked = await linkRelated(needs, context, resolved);

  // 2. Which of them are there already?
  const { fresh, held, ended } = await settleDuplicates(needs, context, linked);
  outcomes.push(...ended);

  // 3. Create, then change what is there, also what was made in the meantime.
  let known = held;
  if (options.missing === 'skip')
    outcomes.push(
      ...fresh.map(({ row }) => ({
        row: row.row,
        outcome: 'skipped' as const,
        reason: problemOf('row.no-match'),
      })),
    );
  else {
    const created = await createRows(needs, context, fresh);
    outcomes.push(...created.outcomes);
    known = [...held, ...created.held];
  }
  const isChanging = (row: HeldRow) =>
    options.existing !== 'skip' && (options.matchBy === undefined || options.matchBy === row.by);
  outcomes.push(
    ...known.filter((row) => !isChanging(row)).map((row) => leftAlone(context, row)),
    ...(await updateRows(needs, context, known.filter(isChanging))),
  );
  return outcomes.sort((a, b) => a.row - b.row);
}

/** Why a program's row fails: it names what is not there, or several. */
function lostReference({ warnings }: ReadyRow): Problem | undefined {
  for (const { code, values } of warnings) {
    const field = values['header'] ?? '';
    if (code === 'cell.not-found') return problemOf('row.reference-missing', { field });
    if (code === 'cell.ambiguous') return problemOf('row.reference-ambiguous', { field });
  }
  return undefined;
}

function leftAlone({ headerOf }: RowContext, { row, field, holderId }: HeldRow): RowOutcome {
  return {
    row: row.row,
    outcome: 'skipped',
    recordId: holderId,
    reason: problemOf('row.duplicate', { field: headerOf(field) }),
  };
}
