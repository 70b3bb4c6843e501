import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { changeState } from '#shared/data/change-state';
import { RecordJob } from './record-job.ts';
import type { RecordJobStore } from './record-job-store.ts';

const keptSeconds = 30 * 86_400;
const listed = 50;

const keyOf = (id: string) => ({ pk: `record-job#${id}`, sk: 'job' });
const partitionOf = (userId: string) => `record-jobs#${userId}`;

/** Background work over table `jobs`. */
export function createDynamoRecordJobs(
  documents: DynamoDBDocumentClient,
  table: string,
): RecordJobStore {
  return {
    async create(job) {
      const expiresAt = Math.floor(Date.parse(job.createdAt) / 1_000) + keptSeconds;
      const place = { listPk: partitionOf(job.startedBy), listSk: `${job.createdAt}#${job.id}` };
      const Item = { ...keyOf(job.id), ...job, ...place, expiresAt };
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item,
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    async find(id) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
      );
      return Item && RecordJob.parse(Item);
    },
    async list(userId) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': partitionOf(userId) },
          ScanIndexForward: false,
          Limit: listed,
        }),
      );
      return Items.map((item) => RecordJob.parse(item));
    },
    async change(id, from, change) {
      const item = await changeState(documents, table, keyOf(id), from, { ...change });
      return item && RecordJob.parse(item);
    },
  };
}
