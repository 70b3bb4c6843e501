import { creationOf } from '#shared/records/changes';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { withNotes } from './notes.ts';
import {
  failedRow,
  noticesOf,
  type ReadyRow,
  type RowContext,
  type RowNeeds,
} from './row-context.ts';
import type { FreshRow, HeldRow } from './settle-duplicates.ts';

/** Rows that were written or cannot be, and those whose record somebody else just made. */
export interface Created {
  readonly outcomes: readonly RowOutcome[];
  readonly held: readonly HeldRow[];
}

/** Makes the records of rows that have none. A row tried again finds its own record and has made it. */
export async function createRows(
  { records, ids }: RowNeeds,
  context: RowContext,
  rows: readonly FreshRow[],
): Promise<Created> {
  const { object, policy, origin } = context;
  const outcomes: RowOutcome[] = [];
  const held: HeldRow[] = [];
  const wanted = rows.flatMap(({ row, claim }) => {
    const noted = withNotes(object, policy, row.values, row.kept);
    if (noted.kind === 'values') return [{ row, claim, values: noted.values }];
    outcomes.push(failedRow(row, noted.reason));
    return [];
  });
  const ends = await records.createMany(
    object,
    wanted.map(({ row, values }) =>
      creationOf(ids, { ...origin, row: row.row }, object, {
        id: row.recordId,
        values,
        teamId: row.teamId,
      }),
    ),
  );
  for (const [at, { row, claim, values }] of wanted.entries()) {
    const end = ends[at];
    switch (end?.kind) {
      case 'created':
      case 'exists':
        outcomes.push({
          row: row.row,
          outcome: 'created',
          recordId: row.recordId,
          ...(claim === undefined ? {} : { claim }),
          ...(context.tellsChanges ? { changes: additionsOf(values) } : {}),
          ...noticesOf(row),
        });
        break;
      case 'duplicate':
        held.push({ row, field: end.field, holderId: end.holderId });
        break;
      case 'reference_missing':
        outcomes.push(
          failedRow(
            row,
            problemOf('row.reference-missing', { field: context.headerOf(end.field) }),
          ),
        );
        break;
      case undefined:
        outcomes.push(failedRow(row, problemOf('row.unexpected')));
    }
  }
  return { outcomes, held };
}

function additionsOf(values: ReadyRow['values']): RowOutcome['changes'] {
  return Object.fromEntries(Object.entries(values).map(([name, to]) => [name, { to }]));
}
