import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import type { MatchIndex } from './match-index.ts';
import { fromGroupItem, fromMatchItem, groupPartition, matchKeyOf } from './match-item.ts';

/** Match keys and worklists in table `search`; what a look costs does not depend on how many records there are. */
export function createDynamoMatchIndex(
  documents: DynamoDBDocumentClient,
  table: string,
): MatchIndex {
  return {
    async find(keys) {
      const items = await batchGet(documents, table, keys.map(matchKeyOf));
      return new Map(
        items.map((item) => {
          const { keyText, members } = fromMatchItem(item);
          return [keyText, members];
        }),
      );
    },

    async listGroups(object, scope, { limit, after }) {
      const pk = groupPartition(object, scope);
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ScanIndexForward: false,
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
        }),
      );
      const groups = Items.flatMap((item) => fromGroupItem(item) ?? []);
      return { groups, next: LastEvaluatedKey && String(LastEvaluatedKey['sk']) };
    },
  };
}
