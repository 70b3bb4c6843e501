import { missingIn } from '#shared/objects/check-values';
import type { RecordValues } from '#shared/objects/field';
import { settle } from '#shared/objects/rules/settle';
import { creationOf } from '#shared/records/changes';
import type { BulkOutcome, Creation } from '#shared/records/record-store';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { clashIn } from './clash.ts';
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

/** How many numbers are tried: numbers that people typed may be in the way. */
const numbersTried = 5;

/** Rows of which records can be made, and why none can be of the others. */
export interface Creatable {
  readonly wanted: readonly WantedRow[];
  readonly failed: readonly RowOutcome[];
}

/** Parts rows that have no record by whether one can be made of them. */
export function creatableRows(context: RowContext, rows: readonly FreshRow[]): Creatable {
  const { object, policy } = context;
  const failed: RowOutcome[] = [];
  const wanted = rows.flatMap(({ row, claim }): WantedRow[] => {
    const noted = withNotes(object, policy, row.values, row.kept);
    const reason = noted.kind === 'values' ? lack(context, noted.values) : noted.reason;
    if (noted.kind === 'values' && !reason) return [{ row, claim, values: noted.values }];
    if (reason) failed.push(failedRow(row, reason));
    return [];
  });
  return { wanted, failed };
}

/** Makes records of rows. A row tried again finds its own record and has made it. */
export async function createRows(
  needs: RowNeeds,
  context: RowContext,
  { wanted, failed }: Creatable,
): Promise<Created> {
  const outcomes: RowOutcome[] = [...failed];
  const held: HeldRow[] = [];
  const ends = await createAll(needs, context, wanted);
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
        held.push({ row, by: end.field, field: end.field, holderId: end.holderId });
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

/** A row as the record that it is to become. */
interface WantedRow {
  readonly row: ReadyRow;
  readonly claim: string | undefined;
  readonly values: RecordValues;
}

/** The outcome of each row; records that need a number get the next one, anew where it is taken. */
async function createAll(
  { records }: RowNeeds,
  { object, origin, tellsChanges }: RowContext,
  wanted: readonly WantedRow[],
): Promise<BulkOutcome[]> {
  const field = object.numbered?.field;
  const lacksNumber = ({ values }: WantedRow) => field !== undefined && values[field] === undefined;
  const ends = new Map<WantedRow, BulkOutcome>();
  let waiting = wanted;
  for (let attempt = 0; attempt < numbersTried && waiting.length > 0; attempt++) {
    const unnumbered = tellsChanges ? [] : waiting.filter(lacksNumber);
    const numbers =
      unnumbered.length > 0 ? await records.takeNumbers(object, unnumbered.length) : [];
    const numberOf = new Map(unnumbered.map(({ row }, at) => [row, numbers[at] ?? '']));
    const rows = waiting;
    const creations = function* (): Generator<Creation> {
      for (const { row, values } of rows) {
        const number = numberOf.get(row);
        const numbered = field === undefined || number === undefined ? {} : { [field]: number };
        yield creationOf({ ...origin, row: row.row }, object, {
          id: row.recordId,
          values: { ...values, ...numbered },
          teamId: row.teamId,
        });
      }
    };
    const made = await records.createMany(object, creations());
    for (const [at, each] of waiting.entries()) ends.set(each, made[at] ?? { kind: 'exists' });
    waiting = unnumbered.filter((each) => {
      const end = ends.get(each);
      return end?.kind === 'duplicate' && end.field === field;
    });
  }
  return wanted.map((each) => ends.get(each) ?? { kind: 'exists' });
}

/** Why no record can be made of the values: a required field is empty, or some do not go together. */
function lack(context: RowContext, values: RecordValues) {
  const { object, policy, headerOf, origin } = context;
  const empty = missingIn(object, values).find((name) =>
    policy.canField('import', object.name, name),
  );
  if (empty) return problemOf('row.name-missing', { field: headerOf(empty) });
  return clashIn(context, settle(object, values, { at: origin.at, createdAt: origin.at }));
}

function additionsOf(values: ReadyRow['values']): RowOutcome['changes'] {
  return Object.fromEntries(Object.entries(values).map(([name, to]) => [name, { to }]));
}
