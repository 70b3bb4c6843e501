import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import { cancelled, isEnded } from './off-boarding.ts';
import {
  currentKey,
  fromOffBoardingItem,
  nextVersion,
  offBoardingKey,
  offBoardingsPartition,
  toOffBoardingItem,
} from './off-boarding-item.ts';
import type { OffBoardingStore } from './off-boarding-store.ts';

const Current = z.object({ jobId: z.string() });
const pageSize = 50;

/** Off-boardings in table `jobs`. */
export function createDynamoOffBoardings(
  documents: DynamoDBDocumentClient,
  table: string,
): OffBoardingStore {
  const get = async (Key: Readonly<Record<string, string>>): Promise<unknown> => {
    const command = new GetCommand({ TableName: table, Key, ConsistentRead: true });
    return (await documents.send(command)).Item;
  };
  const query = async (index: 'listed' | 'open', before: string | undefined) => {
    const [pk, sk] = index === 'listed' ? ['listPk', 'listSk'] : ['openPk', 'openSk'];
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: before ? '#pk = :pk AND #sk < :before' : '#pk = :pk',
        ExpressionAttributeNames: { '#pk': pk, ...(before ? { '#sk': sk } : {}) },
        ExpressionAttributeValues: {
          ':pk': offBoardingsPartition,
          ...(before ? { ':before': before } : {}),
        },
        ScanIndexForward: index === 'open',
        Limit: pageSize,
      }),
    );
    return Items.map(fromOffBoardingItem);
  };

  return {
    async find(userId) {
      const current = Current.safeParse(await get({ ...currentKey(userId) }));
      if (!current.success) return undefined;
      const { jobId } = current.data;
      return fromOffBoardingItem(await get({ ...offBoardingKey({ userId, jobId }) }));
    },

    async add(job, former) {
      const failed = await transact(documents, [
        {
          Put: {
            TableName: table,
            Item: { ...currentKey(job.userId), jobId: job.jobId },
            ...(former
              ? {
                  ConditionExpression: 'jobId = :former',
                  ExpressionAttributeValues: { ':former': former.jobId },
                }
              : { ConditionExpression: 'attribute_not_exists(pk)' }),
          },
        },
        { Put: { TableName: table, Item: toOffBoardingItem(job) } },
        ...(former && !isEnded(former)
          ? [{ Put: nextVersion(table, cancelled(former, job.createdAt)) }]
          : []),
      ]);
      return failed.length === 0;
    },

    async save(next) {
      try {
        await documents.send(new PutCommand(nextVersion(table, next)));
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return false;
      }
    },

    list: (before) => query('listed', before),
    listOpen: () => query('open', undefined),
  };
}
