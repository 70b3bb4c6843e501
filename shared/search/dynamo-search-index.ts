import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SearchIndex } from './posting.ts';
import { fromPostingItem, postingPartition } from './posting-item.ts';

/** Postings read at once: about 20 KB, whatever the number of records. */
const pageSize = 60;

/** The inverted index in DynamoDB; eventually consistent, as it is fed from a stream anyway. */
export function createDynamoSearchIndex(
  documents: DynamoDBDocumentClient,
  table: string,
): SearchIndex {
  return {
    async find(object, scope, prefix) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: {
            ':pk': postingPartition(object, scope, prefix),
            ':prefix': prefix,
          },
          Limit: pageSize,
        }),
      );
      return { postings: Items.map(fromPostingItem), isComplete: !LastEvaluatedKey };
    },
  };
}
