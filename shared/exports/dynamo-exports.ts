import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { changeState } from '#shared/data/change-state';
import { ExportJob } from './export-job.ts';
import type { ExportStore } from './export-store.ts';

const keptSeconds = 30 * 86_400;

const keyOf = (id: string) => ({ pk: `export#${id}`, sk: 'export' });
const partitionOf = (userId: string) => `exports#${userId}`;

/** Exports over table `jobs`. */
export function createDynamoExports(documents: DynamoDBDocumentClient, table: string): ExportStore {
  return {
    async create(job) {
      const expiresAt = Math.floor(Date.parse(job.createdAt) / 1_000) + keptSeconds;
      const listed = { listPk: partitionOf(job.startedBy), listSk: job.id };
      const Item = { ...keyOf(job.id), ...job, ...listed, expiresAt };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
    async find(id) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
      );
      return Item && ExportJob.parse(Item);
    },
    async list(userId, { limit, after }) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: `listPk = :pk${after === undefined ? '' : ' AND listSk < :after'}`,
          ExpressionAttributeValues: {
            ':pk': partitionOf(userId),
            ...(after === undefined ? {} : { ':after': after }),
          },
          ScanIndexForward: false,
          Limit: limit + 1,
        }),
      );
      const jobs = Items.map((item) => ExportJob.parse(item));
      const page = jobs.slice(0, limit);
      return { jobs: page, next: jobs.length > limit ? page.at(-1)?.id : undefined };
    },
    async change(id, from, change) {
      const item = await changeState(documents, table, keyOf(id), from, { ...change });
      return item && ExportJob.parse(item);
    },
  };
}
