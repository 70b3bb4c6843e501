import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TransactAction, transact, transactionLimit } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { joinReferences } from './join-references.ts';
import { keyText } from './pack-rows.ts';
import type { BinWrite, CommitOutcome, Write } from './record-store.ts';
import type { PlannedAction } from './side-items.ts';
import { planCreation, planRemoval, planRestoration, planUpdate, refusalOf } from './write-plan.ts';

function planOf(table: string, write: Write | BinWrite): PlannedAction[] {
  switch (write.kind) {
    case 'create':
      return planCreation(table, write.object, write.creation);
    case 'update':
      return planUpdate(table, write.object, write.before, write.after, write.change);
    case 'remove':
      return planRemoval(
        table,
        write.object,
        write.before,
        write.change,
        'closed',
        write.mergedInto,
      );
    case 'restore':
      return planRestoration(table, write.object, write.creation);
  }
}

interface PlacedAction extends PlannedAction {
  /** Which of the writes it belongs to. */
  readonly index: number;
}

const recordIdOf = (write: Write | BinWrite | undefined) =>
  write && ('creation' in write ? write.creation.record.id : write.before.id);

/** A marker that one of the records gives up and another takes goes from hand to hand. */
function handOver(
  planned: readonly PlacedAction[],
  writes: readonly (Write | BinWrite)[],
): PlacedAction[] {
  const taken = new Set(
    planned.flatMap((each) => (each.guards === 'uniqueness' ? [keyText(each)] : [])),
  );
  const holders = new Map(
    planned.flatMap((each) =>
      each.action.Delete && taken.has(keyText(each))
        ? [[keyText(each), recordIdOf(writes[each.index])] as const]
        : [],
    ),
  );
  return planned.flatMap((each) => {
    const { Put, Delete } = each.action;
    const holder = holders.get(keyText(each));
    if (holder === undefined) return [each];
    if (Delete || !Put) return [];
    const handed = {
      ...Put,
      ConditionExpression: 'recordId = :holder',
      ExpressionAttributeValues: { ':holder': holder },
    };
    return [{ ...each, action: { Put: handed } }];
  });
}

/**
 * Writes several records or none, and with them `besides`; when only its condition fails, the index of
 * the conflict is the number of writes. Throws `record.too_many_writes`.
 */
export async function commitWrites(
  documents: DynamoDBDocumentClient,
  table: string,
  writes: readonly (Write | BinWrite)[],
  besides: readonly TransactAction[] = [],
): Promise<CommitOutcome> {
  const planned = writes.flatMap((write, index) =>
    planOf(table, write).map((action) => ({ ...action, index })),
  );
  const plan = joinReferences(handOver(planned, writes));
  if (plan.length + besides.length > transactionLimit)
    throw new DomainError('record.too_many_writes');
  const failed = await transact(documents, [...plan.map(({ action }) => action), ...besides]);
  if (failed.length === 0) return { kind: 'committed' };
  for (const failure of failed) {
    const at = plan[failure.index];
    if (at?.guards === 'record' || at?.guards === 'unreferenced')
      return { kind: 'version_conflict', index: at.index };
  }
  for (const failure of failed) {
    const refusal = refusalOf(plan, [failure]);
    if (refusal) return { ...refusal, index: plan[failure.index]?.index ?? 0 };
  }
  if (failed.some(({ index }) => index >= plan.length))
    return { kind: 'version_conflict', index: writes.length };
  throw new Error('A transaction failed for a reason that no record explains.');
}
