import { setImmediate as turn } from 'node:timers/promises';
import { readAhead } from '#shared/domain/read-ahead';
import { rowRecordId } from '../import-ids.ts';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { type Creatable, creatableRows, createRows } from './create-rows.ts';
import { leaveOutErased } from './leave-out-erased.ts';
import { linkRelated } from './link-related.ts';
import type { PreparedRow } from './prepare-row.ts';
import { readableRecords } from './readable-records.ts';
import { resolveLookups } from './resolve-lookups.ts';
import { failedRow, type ReadyRow, type RowContext, type RowNeeds } from './row-context.ts';
import {
  type HeldRow,
  type SeenKeys,
  type Settled,
  settleDuplicates,
} from './settle-duplicates.ts';
import { updateRows } from './update-rows.ts';

/**
 * Rows looked up together: with the three items of a usual row as many transactions as are under way at
 * once. The store waits for the first ones, and has work while all others are looked up.
 */
const rowsInAPiece = 99;

/** Rows cleaned before others have their turn: some milliseconds. */
const rowsInATurn = 33;

/**
 * Writes prepared rows and tells what became of each, in their order: resolves whom and what they
 * name, parts those whose record is there, then creates, changes or leaves by the import's options.
 * Repeating it gives the same records and the same outcomes.
 */
export async function applyRows(
  needs: RowNeeds,
  context: RowContext,
  prepared: Iterable<PreparedRow>,
): Promise<RowOutcome[]> {
  const isCreating = context.options.missing !== 'skip';
  const outcomes: RowOutcome[] = [];
  const held: HeldRow[] = [];
  const creatable = async function* (): AsyncGenerator<Creatable> {
    const seen: SeenKeys = new Map();
    for await (const piece of inPieces(prepared)) {
      const settled = await settleRows(needs, context, piece, seen);
      outcomes.push(...settled.ended);
      held.push(...settled.held);
      if (isCreating) yield creatableRows(context, settled.fresh);
      else outcomes.push(...settled.fresh.map(({ row }) => unmatched(row)));
    }
  };
  const created = await createRows(needs, context, readAhead(creatable()));
  // The first of two rows for one record wins, also over one that met somebody else's record meanwhile.
  const known = [...held, ...created.held].sort((a, b) => a.row.row - b.row.row);
  outcomes.push(...created.outcomes, ...(await changeRows(needs, context, known)));
  return outcomes.sort((a, b) => a.row - b.row);
}

/** While rows are cleaned, what was sent goes on. */
async function* inPieces(prepared: Iterable<PreparedRow>): AsyncGenerator<PreparedRow[]> {
  let piece: PreparedRow[] = [];
  for (const row of prepared) {
    piece.push(row);
    if (piece.length % rowsInATurn === 0) await turn();
    if (piece.length < rowsInAPiece) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** Finds out what rows mean and which of them are there already. */
async function settleRows(
  needs: RowNeeds,
  context: RowContext,
  prepared: readonly PreparedRow[],
  seen: SeenKeys,
): Promise<Settled> {
  const { importId } = context;
  const ended: RowOutcome[] = [];
  const named = prepared.flatMap((row) => {
    if (row.kind === 'ready') return [{ ...row, recordId: rowRecordId(importId, row.row) }];
    ended.push(
      row.kind === 'failed'
        ? failedRow(row, row.reason)
        : { row: row.row, outcome: 'skipped', reason: row.reason },
    );
    return [];
  });

  // 1. Whom and what do the rows name?
  const { wanted, leftOut } = await leaveOutErased(needs, context, named);
  const resolved = (await resolveLookups(needs, context, wanted)).filter((row) => {
    const lost = context.isStrict ? lostReference(row) : undefined;
    if (lost) ended.push(failedRow(row, lost));
    return !lost;
  });
  const linked = await linkRelated(needs, context, resolved);

  // 2. Which of them are there already?
  const settled = await settleDuplicates(needs, context, linked, seen);
  return { ...settled, ended: [...ended, ...leftOut, ...settled.ended] };
}

/** Changes what is there as far as the options permit. */
async function changeRows(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly HeldRow[],
): Promise<RowOutcome[]> {
  const { existing, matchBy } = context.options;
  const isChanging = (row: HeldRow) =>
    existing !== 'skip' && (matchBy === undefined || matchBy === row.by);
  const others = rows.filter((row) => !isChanging(row));
  const isReadable = await readabilityOf(needs, context, others);
  return [
    ...others.map((row) => leftAlone(context, row, isReadable(row.holderId))),
    ...(await updateRows(needs, context, rows.filter(isChanging))),
  ];
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

/** Whether the importer may know which record it is: that there is one, the refusal of a creation tells too. */
async function readabilityOf(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly HeldRow[],
): Promise<(id: string) => boolean> {
  const { object, policy } = context;
  if (rows.length === 0 || policy.scope('read', object.name) === 'all') return () => true;
  const ids = rows.map(({ holderId }) => holderId);
  const readable = await readableRecords(needs, context, object, ids);
  return (id) => readable.has(id);
}

function unmatched({ row }: ReadyRow): RowOutcome {
  return { row, outcome: 'skipped', reason: problemOf('row.no-match') };
}

function leftAlone(
  { headerOf }: RowContext,
  { row, field, holderId }: HeldRow,
  isReadable: boolean,
): RowOutcome {
  return {
    row: row.row,
    outcome: 'skipped',
    ...(isReadable ? { recordId: holderId } : {}),
    reason: problemOf('row.duplicate', { field: headerOf(field) }),
  };
}
