import type { RecordValues } from '#shared/objects/field';
import { updateOf } from '#shared/records/changes';
import { factsOf } from '#shared/records/field-rules';
import type { Change, StoredRecord } from '#shared/records/record';
import type { Update } from '#shared/records/record-store';
import type { Share } from '#shared/sharing/share';
import { importChangeId } from '../import-ids.ts';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { clashIn } from './clash.ts';
import { withNotes } from './notes.ts';
import { openValues } from './open-values.ts';
import {
  failedRow,
  noticesOf,
  type ReadyRow,
  type RowContext,
  type RowNeeds,
} from './row-context.ts';
import type { HeldRow } from './settle-duplicates.ts';

/** A record that several workers and people change at once is read again so often. */
const attempts = 5;

/**
 * Changes the records that rows stand for: fills empty fields or writes over filled ones; empty
 * cells empty nothing. An import changes a record once: its first row does, later ones are told as
 * twins; the same row tried again finds its change.
 */
export async function updateRows(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly HeldRow[],
): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = [];
  let waiting = rows;
  for (let attempt = 1; waiting.length > 0; attempt++) {
    if (attempt > attempts) {
      const reason = problemOf('row.changed-meanwhile');
      return [...outcomes, ...waiting.map(({ row }) => failedRow(row, reason))];
    }
    waiting = await updateOnce(needs, context, waiting, outcomes);
  }
  return outcomes;
}

/** One round; gives the rows whose record changed since it was read. */
async function updateOnce(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly HeldRow[],
  outcomes: RowOutcome[],
): Promise<HeldRow[]> {
  const { records } = needs;
  const { object, importId, startedAt } = context;
  const refs = rows.map(({ holderId }) => ({
    recordId: holderId,
    changeId: importChangeId(importId, startedAt, holderId),
  }));
  const [live, made] = await Promise.all([
    records.getMany(
      object,
      rows.map(({ holderId }) => holderId),
    ),
    records.changesOf(object, refs),
  ]);
  const current = new Map(live.map((record) => [record.id, record]));
  const updates: { held: HeldRow; wanted: Wanted }[] = [];
  for (const held of rows) {
    const record = current.get(held.holderId);
    const share = record && (await shareOf(needs, context, record));
    const done = settled(context, held, { record, share, made: made.get(held.holderId) });
    if ('outcome' in done) outcomes.push(done);
    else updates.push({ held, wanted: done });
  }
  const ends = await records.updateMany(
    object,
    updates.map(({ wanted }) => wanted.update),
  );
  return updates.flatMap(({ held, wanted }, at) => {
    const end = ends[at];
    if (end?.kind === 'version_conflict') return [held];
    outcomes.push(outcomeOf(context, told(held, wanted), wanted.update.change, end));
    return [];
  });
}

/** The row with all that is to be said of it. */
function told(held: HeldRow, { warnings }: Wanted): HeldRow {
  return { ...held, row: { ...held.row, warnings } };
}

function outcomeOf(
  context: RowContext,
  { row, holderId }: HeldRow,
  change: Change,
  end: { readonly kind: string; readonly field?: string } | undefined,
): RowOutcome {
  const field = context.headerOf(end?.field ?? '');
  switch (end?.kind) {
    case 'changed':
      return {
        row: row.row,
        outcome: 'updated',
        recordId: holderId,
        ...(context.tellsChanges ? { changes: change.values } : {}),
        ...noticesOf(row),
      };
    case 'duplicate':
      return failedRow(row, problemOf('row.value-taken', { field }));
    case 'reference_missing':
      return failedRow(row, problemOf('row.reference-missing', { field }));
    default:
      return failedRow(row, problemOf('row.unexpected'));
  }
}

/** What a row that stands for a record finds there. */
interface Found {
  readonly record: StoredRecord | undefined;
  readonly share: Share | undefined;
  /** What this import has changed in it before. */
  readonly made: Change | undefined;
}

/** The share by which the starter may change the record, where their scope alone does not permit it. */
async function shareOf(
  { shares }: RowNeeds,
  { object, policy, starter }: RowContext,
  record: StoredRecord,
): Promise<Share | undefined> {
  if (!policy.can('update', object.name)) return undefined;
  if (policy.can('update', object.name, factsOf(record))) return undefined;
  return shares.of(object.name, record.id, starter);
}

/** What is to be written for a row, and what is to be said of it then. */
interface Wanted {
  readonly update: Update;
  readonly warnings: readonly Problem[];
}

/** The row's outcome where nothing is to be written, else what is. */
function settled(
  context: RowContext,
  { row, field, holderId }: HeldRow,
  { record, share, made }: Found,
): RowOutcome | Wanted {
  const { object, policy, origin, importId, startedAt } = context;
  if (made)
    return made.row === row.row
      ? { row: row.row, outcome: 'updated', recordId: holderId, ...noticesOf(row) }
      : {
          row: row.row,
          outcome: 'skipped',
          recordId: holderId,
          reason: problemOf('row.duplicate-in-file', {
            field: context.headerOf(field),
            row: made.row ?? 0,
          }),
        };
  if (!record) return failedRow(row, problemOf('row.changed-meanwhile'));
  const facts = factsOf(record, share?.level);
  if (!policy.can('update', object.name, facts))
    return failedRow(row, problemOf('row.record-forbidden'));
  const wanted = wantedValues(context, row, record);
  if (wanted.kind === 'refused') return failedRow(row, wanted.reason);
  const open = openValues(context, record.values, wanted.values);
  if (open.kind === 'refused') return failedRow(row, open.reason);
  const { values } = open;
  const warnings = [...row.warnings, ...open.warnings];
  const ids = { next: () => importChangeId(importId, startedAt, holderId) };
  const teamId = values['ownerId'] === undefined ? record.teamId : row.teamId;
  const update = updateOf(ids, { ...origin, row: row.row }, object, record, values, teamId);
  if (!update)
    return {
      row: row.row,
      outcome: 'skipped',
      recordId: holderId,
      reason: problemOf('row.unchanged'),
      ...(open.warnings.length > 0 ? { warnings } : {}),
    };
  const clash = clashIn(context, update.after.values);
  if (clash) return failedRow(row, clash);
  const locked = update.change.fields.find(
    // What the product computes from the row is nobody's to permit.
    (name) => name in values && !policy.canField('update', object.name, name, facts),
  );
  if (locked !== undefined)
    return failedRow(row, problemOf('row.forbidden', { field: context.headerOf(locked) }));
  return { update: { before: record, ...update, ...(share ? { share } : {}) }, warnings };
}

/** What the row has to say to this record. Who owns it stays unless a column says otherwise. */
function wantedValues(context: RowContext, row: ReadyRow, { values: before }: StoredRecord) {
  const { object, policy, options } = context;
  const said = Object.entries(row.values).filter(([name]) => name !== 'ownerId' || row.namesOwner);
  const values: RecordValues = Object.fromEntries(
    said.filter(([name]) => options.existing === 'overwrite' || before[name] === undefined),
  );
  return withNotes(object, policy, values, row.kept, before);
}
