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
    const reason = noted.kind === 'values' ? lack(context, noted.values, row.teamId) : noted.reason;
    if (noted.kind === 'values' && !reason) return [{ row, claim, values: noted.values }];
    if (reason) failed.push(failedRow(row, reason));
    return [];
  });
  return { wanted, failed };
}

/** Makes records of rows, while others are still looked up. A row tried again finds its own record and has made it. */
export async function createRows(
  needs: RowNeeds,
  context: RowContext,
  pieces: AsyncIterable<Creatable>,
): Promise<Created> {
  const outcomes: RowOutcome[] = [];
  const held: HeldRow[] = [];
  const wanted = async function* (): AsyncGenerator<readonly WantedRow[]> {
    for await (const piece of pieces) {
      outcomes.push(...piece.failed);
      yield piece.wanted;
    }
  };
  for (const [{ row, claim, values }, end] of await createAll(needs, context, wanted())) {
    switch (end.kind) {
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
  pieces: AsyncIterable<readonly WantedRow[]>,
): Promise<ReadonlyMap<WantedRow, BulkOutcome>> {
  const field = object.numbered?.field;
  const needsNumber = ({ values }: WantedRow) =>
    !tellsChanges && field !== undefined && values[field] === undefined;
  const ends = new Map<WantedRow, BulkOutcome>();
  const create = async (
    some: Iterable<readonly WantedRow[]> | AsyncIterable<readonly WantedRow[]>,
  ) => {
    const tried: WantedRow[] = [];
    const creations = async function* (): AsyncGenerator<Creation> {
      for await (const rows of some) {
        const unnumbered = rows.filter(needsNumber);
        const numbers =
          unnumbered.length > 0 ? await records.takeNumbers(object, unnumbered.length) : [];
        const numberOf = new Map(unnumbered.map((each, at) => [each, numbers[at] ?? '']));
        for (const each of rows) {
          tried.push(each);
          const { row, values } = each;
          const number = numberOf.get(each);
          const numbered = field === undefined || number === undefined ? {} : { [field]: number };
          yield creationOf({ ...origin, row: row.row }, object, {
            id: row.recordId,
            values: { ...values, ...numbered },
            teamId: row.teamId,
          });
        }
      }
    };
    const made = await records.createMany(object, creations());
    for (const [at, each] of tried.entries()) ends.set(each, made[at] ?? { kind: 'exists' });
    return tried.filter((each) => {
      const end = ends.get(each);
      return needsNumber(each) && end?.kind === 'duplicate' && end.field === field;
    });
  };
  let waiting = await create(pieces);
  for (let attempt = 1; attempt < numbersTried && waiting.length > 0; attempt++)
    waiting = await create([waiting]);
  return ends;
}

/**
 * Why no record can be made of the values: a required field is empty, some do not go together, or
 * whoever may create for themselves or their team only would make it for others (AZ-05).
 */
function lack(context: RowContext, values: RecordValues, teamId: string | undefined) {
  const { object, policy, headerOf, origin } = context;
  const { ownerId } = values;
  const facts = { ownerId: typeof ownerId === 'string' ? ownerId : undefined, teamId };
  if (!policy.can('create', object.name, facts) || !policy.can('import', object.name, facts))
    return problemOf('row.forbidden', { field: headerOf('ownerId') });
  const empty = missingIn(object, values).find((name) =>
    policy.canField('import', object.name, name),
  );
  if (empty) return problemOf('row.name-missing', { field: headerOf(empty) });
  return clashIn(context, settle(object, values, { at: origin.at, createdAt: origin.at }));
}

function additionsOf(values: ReadyRow['values']): RowOutcome['changes'] {
  return Object.fromEntries(Object.entries(values).map(([name, to]) => [name, { to }]));
}
