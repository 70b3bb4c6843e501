import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { queryAll } from '#shared/data/query-all';
import { transact } from '#shared/data/transact';
import {
  fromLineItem,
  fromReviewItem,
  lineKey,
  linePrefix,
  reviewKey,
  reviewsPartition,
  toLineItem,
  toReviewItem,
} from './review-item.ts';
import type { ReviewStore } from './review-store.ts';

const linesPerWrite = 50;
/** Longer than a request that carries a decision out can take. */
const claimMilliseconds = 60_000;

/** Access reviews in table `jobs`. */
export function createDynamoReviews(documents: DynamoDBDocumentClient, table: string): ReviewStore {
  return {
    async add(review, lines) {
      for (let start = 0; start < lines.length; start += linesPerWrite)
        await transact(
          documents,
          lines.slice(start, start + linesPerWrite).map((line) => ({
            Put: { TableName: table, Item: toLineItem(review.reviewId, line) },
          })),
        );
      const put = new PutCommand({
        TableName: table,
        Item: toReviewItem(review),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      await unlessLost(documents.send(put));
    },

    async noteReminder(reviewId, reminder) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { ...reviewKey(reviewId) },
          UpdateExpression: 'ADD reminded :reminder',
          ExpressionAttributeValues: { ':reminder': new Set([reminder]) },
        }),
      );
    },

    async list() {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': reviewsPartition },
          ScanIndexForward: false,
          Limit: 100,
        }),
      );
      return Items.map(fromReviewItem);
    },

    async find(reviewId) {
      const items = await queryAll(documents, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': reviewKey(reviewId).pk },
        ConsistentRead: true,
      });
      const isLine = (item: unknown) =>
        typeof item === 'object' &&
        item !== null &&
        String(Reflect.get(item, 'sk')).startsWith(linePrefix);
      const own = items.find((item) => !isLine(item));
      if (own === undefined) return undefined;
      return { review: fromReviewItem(own), lines: items.filter(isLine).map(fromLineItem) };
    },

    async findLine(reviewId, userId) {
      const key = lineKey(reviewId, userId);
      const items = await batchGet(documents, table, [reviewKey(reviewId), key]);
      const [own, line] = [
        items.find(({ sk }) => sk !== key.sk),
        items.find(({ sk }) => sk === key.sk),
      ];
      return own && line && { review: fromReviewItem(own), line: fromLineItem(line) };
    },

    async isOpen(reviewId) {
      // People are decided about from the first one on: whoever is left is found soon from the end.
      const pages = paginateQuery(
        { client: documents, pageSize: 25 },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': reviewKey(reviewId).pk, ':prefix': linePrefix },
          ConsistentRead: true,
          ScanIndexForward: false,
        },
      );
      for await (const { Items = [] } of pages)
        if (Items.some((item) => fromLineItem(item).decision === undefined)) return true;
      return false;
    },

    async claim(reviewId, userId, { by, at }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: { ...lineKey(reviewId, userId) },
        UpdateExpression: 'SET claimedBy = :by, claimedAt = :at',
        ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(decision)
          AND (attribute_not_exists(claimedBy) OR claimedBy = :by OR claimedAt < :before)`,
        ExpressionAttributeValues: {
          ':by': by,
          ':at': at,
          ':before': new Date(Date.parse(at) - claimMilliseconds).toISOString(),
        },
      });
      return unlessLost(documents.send(update));
    },

    async decide(reviewId, userId, decision) {
      const failed = await transact(documents, [
        {
          Update: {
            TableName: table,
            Key: { ...lineKey(reviewId, userId) },
            UpdateExpression: 'SET decision = :decision',
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(decision)',
            ExpressionAttributeValues: { ':decision': decision },
          },
        },
        {
          ConditionCheck: {
            TableName: table,
            Key: { ...reviewKey(reviewId) },
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(closedAt)',
          },
        },
      ]);
      return failed.length === 0;
    },

    async close(reviewId, at) {
      const update = new UpdateCommand({
        TableName: table,
        Key: { ...reviewKey(reviewId) },
        UpdateExpression: 'SET closedAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(closedAt)',
        ExpressionAttributeValues: { ':at': at },
      });
      await unlessLost(documents.send(update));
    },
  };
}

/** Whether it was written, or somebody else was faster. */
async function unlessLost(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}
