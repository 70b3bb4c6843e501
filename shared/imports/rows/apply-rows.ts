import { setImmediate as turn } from 'node:timers/promises';
import { rowRecordId } from '../import-ids.ts';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { type Creatable, creatableRows, createRows } from './create-rows.ts';
import { leaveOutErased } from './leave-out-erased.ts';
import { linkRelated } from './link-related.ts';
import type { PreparedRow } from './prepare-row.ts';
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
 * The rows with which writing begins: with the three items of a usual row as many transactions as are
 * under way at once. The store waits until they are looked up, and has work while all others are.
 */
const firstRows = 99;

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
  const seen: SeenKeys = new Map();
  const pieces = inPieces(prepared);
  const settleNext = async () => {
    const next = await pieces.next();
    if (next.done) return undefined;
    const settled = await settleRows(needs, context, next.value, seen);
    const isCreating = context.options.missing !== 'skip';
    return {
      ...settled,
      creatable: isCreating ? creatableRows(context, settled.fresh) : undefined,
    };
  };
  const outcomes: RowOutcome[] = [];
  let settled = await settleNext();
  while (settled) {
    // Rows are written in order, so that the first of two for one record wins; reading need not wait.
    const [written, next] = await Promise.all([writeRows(needs, context, settled), settleNext()]);
    outcomes.push(...settled.ended, ...written);
    settled = next;
  }
  return outcomes.sort((a, b) => a.row - b.row);
}

/** The first rows, then all others; while others are cleaned, what was sent goes on. */
async function* inPieces(
  prepared: Iterable<PreparedRow>,
): AsyncGenerator<PreparedRow[], undefined> {
  let piece: PreparedRow[] = [];
  let isFirst = true;
  for (const row of prepared) {
    piece.push(row);
    if (isFirst && piece.length === firstRows) {
      yield piece;
      piece = [];
      isFirst = false;
    }
    if (!isFirst && piece.length % rowsInATurn === 0) await turn();
  }
  if (piece.length > 0) yield piece;
  return undefined;
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

/** Creates, then changes what is there, also what was made in the meantime. */
async function writeRows(
  needs: RowNeeds,
  context: RowContext,
  { fresh, held, creatable }: Settled & { readonly creatable: Creatable | undefined },
): Promise<RowOutcome[]> {
  const { options } = context;
  const outcomes: RowOutcome[] = [];
  let known = held;
  if (!creatable)
    outcomes.push(
      ...fresh.map(({ row }) => ({
        row: row.row,
        outcome: 'skipped' as const,
        reason: problemOf('row.no-match'),
      })),
    );
  else {
    const created = await createRows(needs, context, creatable);
    outcomes.push(...created.outcomes);
    known = [...held, ...created.held];
  }
  const isChanging = (row: HeldRow) =>
    options.existing !== 'skip' && (options.matchBy === undefined || options.matchBy === row.by);
  outcomes.push(
    ...known.filter((row) => !isChanging(row)).map((row) => leftAlone(context, row)),
    ...(await updateRows(needs, context, known.filter(isChanging))),
  );
  return outcomes;
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
