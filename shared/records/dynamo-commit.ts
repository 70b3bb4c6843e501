import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import type { CommitOutcome, Write } from './record-store.ts';
import type { PlannedAction } from './side-items.ts';
import { planCreation, planUpdate, refusalOf } from './write-plan.ts';

function planOf(table: string, write: Write): PlannedAction[] {
  return write.kind === 'create'
    ? planCreation(table, write.object, write.creation)
    : planUpdate(table, write.object, write.before, write.after, write.change);
}

const keyText = ({ key }: PlannedAction) => `${key.pk}\n${key.sk}`;

/**
 * Writes several records or none. A reference to a record that is written in the same transaction
 * needs no check of its own, and a transaction takes one action per item.
 */
export async function commitWrites(
  documents: DynamoDBDocumentClient,
  table: string,
  writes: readonly Write[],
): Promise<CommitOutcome> {
  const planned = writes.flatMap((write, index) =>
    planOf(table, write).map((action) => ({ ...action, index })),
  );
  const written = new Set(planned.filter(({ guards }) => guards !== 'reference').map(keyText));
  const checked = new Set<string>();
  const plan = planned.filter((action) => {
    if (action.guards !== 'reference') return true;
    const key = keyText(action);
    if (written.has(key) || checked.has(key)) return false;
    checked.add(key);
    return true;
  });
  const failed = await transact(
    documents,
    plan.map(({ action }) => action),
  );
  if (failed.length === 0) return { kind: 'committed' };
  for (const failure of failed) {
    const at = plan[failure.index];
    if (at?.guards === 'record') return { kind: 'version_conflict', index: at.index };
  }
  for (const failure of failed) {
    const refusal = refusalOf(plan, [failure]);
    if (refusal) return { ...refusal, index: plan[failure.index]?.index ?? 0 };
  }
  throw new Error('A transaction failed for a reason that no record explains.');
}
