import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { referable } from '#shared/objects/names';
import type { Change, StoredRecord } from './record.ts';
import { recordKey } from './record-item.ts';
import type { Referrers, RemoveOutcome } from './record-store.ts';
import { planRemoval } from './write-plan.ts';

const counted = 1_000;

function mayBeReferredTo({ name }: ObjectDefinition): boolean {
  return referable.some((each) => each === name);
}

/**
 * Moves a record into the bin. One that others may refer to is first marked, which refuses new
 * references, and then looked at, so that no reference can slip in between look and removal.
 */
export async function removeRecord(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  before: StoredRecord,
  change: Change,
): Promise<RemoveOutcome> {
  if (mayBeReferredTo(object)) {
    if (!(await mark(documents, table, object, before, 'deleting')))
      return { kind: 'version_conflict' };
    const referrers = await countReferrers(documents, table, object, before.id);
    if (referrers.count > 0) {
      await mark(documents, table, object, before, 'live');
      return { kind: 'in_use', ...referrers };
    }
  }
  const plan = planRemoval(table, object, before, change);
  const failed = await transact(
    documents,
    plan.map(({ action }) => action),
  );
  return { kind: failed.length === 0 ? 'removed' : 'version_conflict' };
}

/** Counts the entries of referrers in the record's partition, up to a thousand; strongly consistent. */
export async function countReferrers(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
): Promise<Referrers> {
  if (!mayBeReferredTo(object)) return { count: 0, more: false };
  const { Count = 0, LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': recordKey(object.name, id).pk, ':prefix': 'referrer#' },
      Select: 'COUNT',
      ConsistentRead: true,
      Limit: counted,
    }),
  );
  return { count: Count, more: LastEvaluatedKey !== undefined };
}

/**
 * Refuses (`deleting`) or admits (`live`) new references to a record; false if it is not this version
 * any more.
 */
export async function mark(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  { id, version }: Pick<StoredRecord, 'id' | 'version'>,
  status: 'live' | 'deleting',
): Promise<boolean> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: recordKey(object.name, id),
        UpdateExpression: 'SET #status = :status',
        ConditionExpression: '#version = :version AND #status <> :deleted',
        ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
        ExpressionAttributeValues: {
          ':status': status,
          ':version': version,
          ':deleted': 'deleted',
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
