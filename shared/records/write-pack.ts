import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type FailedAction, transact } from '#shared/data/transact';
import { isShared, keyText, type PlannedRow } from './pack-rows.ts';
import type { BulkOutcome } from './record-store.ts';
import type { PlannedAction } from './side-items.ts';
import { refusalOf } from './write-plan.ts';

interface Joined {
  readonly actions: PlannedAction[];
  /** Where each row's actions went, in the order of its plan. */
  readonly places: ReadonlyMap<PlannedRow, readonly number[]>;
}

function join(rows: readonly PlannedRow[]): Joined {
  const actions: PlannedAction[] = [];
  const shared = new Map<string, number>();
  const places = new Map<PlannedRow, readonly number[]>();
  for (const row of rows) {
    const own = row.plan.map((planned) => {
      const known = isShared(planned) ? shared.get(keyText(planned)) : undefined;
      if (known !== undefined) return known;
      const place = actions.push(planned) - 1;
      if (isShared(planned)) shared.set(keyText(planned), place);
      return place;
    });
    places.set(row, own);
  }
  return { actions, places };
}

function outcomeOf(
  { plan }: PlannedRow,
  places: readonly number[],
  failed: readonly FailedAction[],
): BulkOutcome | undefined {
  const own = failed.flatMap(({ index, item }) => {
    const place = places.indexOf(index);
    return place === -1 ? [] : [{ index: place, item }];
  });
  // The record itself is there: its markers failed only because it holds them.
  if (own.some(({ index }) => plan[index]?.guards === 'record')) return { kind: 'exists' };
  return refusalOf(plan, own);
}

/** Writes a pack; rows whose conditions fail are taken out with their outcome until the rest is written. */
export async function writePack(
  documents: DynamoDBDocumentClient,
  pack: readonly PlannedRow[],
  outcomes: Map<number, BulkOutcome>,
): Promise<void> {
  let rows = pack;
  while (rows.length > 0) {
    const { actions, places } = join(rows);
    const failed = await transact(
      documents,
      actions.map(({ action }) => action),
    );
    const left: PlannedRow[] = [];
    for (const row of rows) {
      const outcome: BulkOutcome | undefined =
        failed.length === 0 ? { kind: 'created' } : outcomeOf(row, places.get(row) ?? [], failed);
      if (outcome) outcomes.set(row.index, outcome);
      else left.push(row);
    }
    if (left.length === rows.length)
      throw new Error('A transaction failed for a reason that no row explains.');
    rows = left;
  }
}
