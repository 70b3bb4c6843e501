import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { commitWrites } from '#shared/records/dynamo-commit';
import { mark } from '#shared/records/dynamo-removal';
import { recordKey } from '#shared/records/record-item';
import { timelinePrefix } from '#shared/records/timeline-item';
import type { Merge, MergeState } from './merge.ts';
import { fromMergeItem, mergePrefix, toMergeItem } from './merge-item.ts';
import type { MergeStore } from './merge-store.ts';

/** Merges shown of one record; older ones than these are not undone any more either. */
const listed = 50;

const SideItem = z.object({ sk: z.string(), recordId: z.string() });

/** Merges in table `records`, each in its winner's partition until it can no longer be undone. */
export function createDynamoMerges(documents: DynamoDBDocumentClient, table: string): MergeStore {
  const inPartition = async (pk: string, prefix: string) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
        ...(prefix === mergePrefix ? { ScanIndexForward: false, Limit: listed } : {}),
      }),
    );
    return Items;
  };
  const putFrom = (merge: Merge, from: MergeState) => ({
    TableName: table,
    Item: toMergeItem(merge),
    ConditionExpression: '#state = :from',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':from': from },
  });
  return {
    async list(object, winnerId) {
      const items = await inPartition(recordKey(object.name, winnerId).pk, mergePrefix);
      return items.map(fromMergeItem);
    },

    async begin(merge) {
      await documents.send(new PutCommand({ TableName: table, Item: toMergeItem(merge) }));
    },

    async save(merge, from) {
      try {
        await documents.send(new PutCommand(putFrom(merge, from)));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    settle: (writes, merge, from) =>
      commitWrites(documents, table, writes, [{ Put: putFrom(merge, from) }]),

    close: (object, record) => mark(documents, table, object, record, 'deleting'),
    reopen: (object, record) => mark(documents, table, object, record, 'live'),

    async relationsOf(object, id) {
      const { pk } = recordKey(object.name, id);
      const items = await Promise.all([
        inPartition(pk, 'referrer#'),
        inPartition(pk, timelinePrefix),
      ]);
      const relations = items.flat().flatMap((item) => {
        const { sk, recordId } = SideItem.parse(item);
        const parts = sk.split('#');
        const object = objectNames.find(
          (name) => name === parts[sk.startsWith('referrer') ? 1 : 2],
        );
        return object ? [[`${object}#${recordId}`, { object, recordId }] as const] : [];
      });
      return [...new Map(relations).values()];
    },
  };
}
