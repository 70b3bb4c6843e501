import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import {
  closeEntry,
  firstEntryKey,
  mayBeReferredTo,
  reopenEntry,
  timesReferredTo,
} from './first-entry.ts';
import type { Change, StoredRecord } from './record.ts';
import { recordKey } from './record-item.ts';
import type { Referrers, RemoveOutcome } from './record-store.ts';
import { planRemoval } from './write-plan.ts';

const counted = 1_000;
/** How often a record is looked at again to which others refer and cease to meanwhile. */
const attempts = 5;

const FirstEntry = z.object({ [timesReferredTo]: z.int().optional() });

function timesIn(item: unknown): number | undefined {
  return item === undefined ? undefined : FirstEntry.parse(item)[timesReferredTo];
}

/**
 * Moves a record into the bin if nobody has referred to it since it was looked at. What was ever
 * referred to is looked at again: only a look that comes after the count shows all that it counts.
 */
export async function removeRecord(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  before: StoredRecord,
  change: Change,
  seen: Referrers,
): Promise<RemoveOutcome> {
  if (seen.count > 0) return { kind: 'in_use', ...seen };
  let { times } = seen;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (times !== undefined) {
      const now = await countEntries(documents, table, object, before.id);
      if (now.count > 0) return { kind: 'in_use', ...now };
    }
    const plan = planRemoval(table, object, before, change, { times });
    const failed = await transact(
      documents,
      plan.map(({ action }) => action),
    );
    if (failed.length === 0) return { kind: 'removed' };
    if (failed.some(({ index }) => plan[index]?.guards !== 'unreferenced')) break;
    times = timesIn(failed[0]?.item);
  }
  return { kind: 'version_conflict' };
}

/**
 * Looks at who refers to a record: the entries in its partition, up to a thousand, strongly consistent,
 * and how often it was referred to, perhaps a moment ago.
 */
export async function lookAtReferrers(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
): Promise<Referrers> {
  if (!mayBeReferredTo(object)) return { count: 0, more: false };
  const [entries, { Item }] = await Promise.all([
    countEntries(documents, table, object, id),
    documents.send(new GetCommand({ TableName: table, Key: firstEntryKey(object.name, id) })),
  ]);
  return { ...entries, times: timesIn(Item) };
}

async function countEntries(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
) {
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
 * Refuses (`deleting`) or admits (`live`) new references and links to a record; false if it is not this
 * version any more.
 */
export async function mark(
  documents: DynamoDBDocumentClient,
  table: string,
  { name }: ObjectDefinition,
  { id, version }: Pick<StoredRecord, 'id' | 'version'>,
  status: 'live' | 'deleting',
): Promise<boolean> {
  const failed = await transact(documents, [
    {
      Update: {
        TableName: table,
        Key: { ...recordKey(name, id) },
        UpdateExpression: 'SET #status = :status',
        ConditionExpression: '#version = :version AND #status <> :deleted',
        ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
        ExpressionAttributeValues: {
          ':status': status,
          ':version': version,
          ':deleted': 'deleted',
        },
      },
    },
    status === 'live' ? reopenEntry(table, name, id) : closeEntry(table, name, id, 'any'),
  ]);
  return failed.length === 0;
}
