import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { PersonRequest } from './person-request.ts';
import type { PersonRequestStore } from './person-request-store.ts';

/** Receipts prove what was done for three years, as claims about it may come that late. */
const keptSeconds = 3 * 366 * 86_400;

/** Partition keys of requests start with it. */
export const requestPrefix = 'person-request#';
const listedPartition = 'person-requests';

const keyOf = (id: string) => ({ pk: `${requestPrefix}${id}`, sk: 'request' });

/** Finds all requests, for operators. */
export const listedRequests = {
  IndexName: 'listed',
  KeyConditionExpression: 'listPk = :pk',
  ExpressionAttributeValues: { ':pk': { S: listedPartition } },
} as const;

/** Requests about people over table `jobs`. */
export function createDynamoPersonRequests(
  documents: DynamoDBDocumentClient,
  table: string,
): PersonRequestStore {
  const toItem = (request: PersonRequest) => ({
    ...keyOf(request.id),
    schemaVersion: 1,
    ...request,
    listPk: listedPartition,
    listSk: request.id,
    expiresAt: Math.floor(Date.parse(request.createdAt) / 1_000) + keptSeconds,
  });
  return {
    async create(request) {
      const Item = toItem(request);
      const ConditionExpression = 'attribute_not_exists(pk)';
      await documents.send(new PutCommand({ TableName: table, Item, ConditionExpression }));
    },
    async find(id) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
      );
      return Item && PersonRequest.parse(Item);
    },
    async list({ limit, after }) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: `listPk = :pk${after === undefined ? '' : ' AND listSk < :after'}`,
          ExpressionAttributeValues: {
            ':pk': listedPartition,
            ...(after === undefined ? {} : { ':after': after }),
          },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const requests = Items.map((item) => PersonRequest.parse(item));
      return { requests, next: LastEvaluatedKey && requests.at(-1)?.id };
    },
    async save(request) {
      const after = { ...request, version: request.version + 1 };
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: toItem(after),
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': request.version },
          }),
        );
        return after;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}
