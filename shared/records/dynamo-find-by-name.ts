import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tables } from '#shared/data/tables';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { fold } from '#shared/text/fold';
import { shardCount } from './list-range.ts';
import { fromRecordItem, partitionOf } from './record-item.ts';

/** Enough to tell one from several. */
const wanted = 3;

/** Records with exactly this name, from the list by name: a Query for each shard, all at once. */
export async function findByName(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  name: string,
): Promise<readonly string[]> {
  const { partitionKey, sortKey } = tables.records.indexes.byName;
  const shards = Array.from({ length: shardCount }, async (_, shard) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byName',
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :name)',
        ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
        ExpressionAttributeValues: {
          ':pk': partitionOf(object.name, { by: 'all' }, shard),
          ':name': `${fold(name).slice(0, 200)}\t`,
        },
        Limit: wanted,
      }),
    );
    return Items.flatMap((item) => fromRecordItem(item)?.id ?? []);
  });
  return (await Promise.all(shards)).flat();
}
