import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { tables } from '#shared/data/tables';
import { shardCount } from '#shared/records/list-range';
import { partitionOf } from '#shared/records/record-item';
import type { DealsInStage, Place } from './change-pipelines.ts';

/** Beyond it nobody needs to know how many. */
const counted = 1_000;

/** Counts deals by the index of stages, whose partitions are those of all pipelines together. */
export function createDynamoDealsInStage(
  documents: DynamoDBDocumentClient,
  table: string,
): DealsInStage {
  const { partitionKey } = tables.records.indexes.byStage;
  const countShard = async ({ pipeline, stage }: Place, shard: number): Promise<number> => {
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: table,
        IndexName: 'byStage',
        KeyConditionExpression: '#pk = :pk',
        FilterExpression: '#values.#pipeline = :pipeline',
        ExpressionAttributeNames: {
          '#pk': partitionKey,
          '#values': 'values',
          '#pipeline': 'pipeline',
        },
        ExpressionAttributeValues: {
          ':pk': partitionOf('deal', { by: 'stage', stage }, shard),
          ':pipeline': pipeline,
        },
        Select: 'COUNT',
      },
    );
    let count = 0;
    for await (const { Count = 0 } of pages) {
      count += Count;
      if (count >= counted) break;
    }
    return count;
  };
  return {
    async count(place) {
      const shards = Array.from({ length: shardCount }, (_, shard) => countShard(place, shard));
      const counts = await Promise.all(shards);
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
