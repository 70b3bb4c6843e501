import { recognisedBy } from '#shared/privacy/erased-people';
import { personObjects } from '#shared/privacy/person-request';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import type { ReadyRow, RowContext, RowNeeds } from './row-context.ts';

/**
 * Leaves out rows about people who had themselves erased, recognised by address or number (PRIV-04).
 * Their cells are not kept: the outcome would be a copy of what was erased.
 */
export async function leaveOutErased<R extends Pick<ReadyRow, 'row' | 'values'>>(
  { erased }: Pick<RowNeeds, 'erased'>,
  { object, isAnybodyErased }: RowContext,
  rows: readonly R[],
): Promise<{ readonly wanted: readonly R[]; readonly leftOut: readonly RowOutcome[] }> {
  if (!isAnybodyErased || !personObjects.some((name) => name === object.name))
    return { wanted: rows, leftOut: [] };
  const known = await erased.among(rows.flatMap(({ values }) => recognisedBy(values)));
  const isErased = ({ values }: R) => recognisedBy(values).some((text) => known.has(text));
  return {
    wanted: known.size === 0 ? rows : rows.filter((row) => !isErased(row)),
    leftOut: (known.size === 0 ? [] : rows.filter(isErased)).map(({ row }) => ({
      row,
      outcome: 'skipped' as const,
      reason: problemOf('row.person-erased'),
    })),
  };
}
