import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tables } from '#shared/data/tables';
import type { ObjectName } from '#shared/objects/names';
import { shardCount } from './list-range.ts';
import { wakePartition } from './record-item.ts';

const WakeItem = z.object({ pk: z.string() });

/** Ids of the records of an object whose time has come, earliest first in each shard. */
export async function findWaking(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectName,
  now: string,
  limit: number,
): Promise<readonly string[]> {
  const { partitionKey, sortKey } = tables.records.indexes.byWake;
  const shards = await Promise.all(
    Array.from({ length: shardCount }, async (_, shard) => {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byWake',
          KeyConditionExpression: '#pk = :pk AND #sk < :now',
          ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
          // “~” comes after the tab that ends a time: what is due this very moment is meant, too.
          ExpressionAttributeValues: { ':pk': wakePartition(object, shard), ':now': `${now}~` },
          Limit: Math.ceil(limit / shardCount),
        }),
      );
      return Items.map((item) => WakeItem.parse(item).pk.slice(object.length + 1));
    }),
  );
  return shards.flat();
}
