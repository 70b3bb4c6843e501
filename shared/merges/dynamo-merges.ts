import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { queryAll } from '#shared/data/query-all';
import { objectNames } from '#shared/objects/names';
import { commitWrites } from '#shared/records/dynamo-commit';
import { mark } from '#shared/records/dynamo-removal';
import { recordKey } from '#shared/records/record-item';
import { timelinePrefix } from '#shared/records/timeline-item';
import { createDynamoMergeMoves } from './dynamo-merge-moves.ts';
import type { Merge, MergeState } from './merge.ts';
import {
  fromMergeItem,
  mergeKey,
  mergePrefix,
  mergesPartition,
  toMergeItem,
} from './merge-item.ts';
import type { MergeStore, Relation } from './merge-store.ts';

/** Merges shown of one record; older ones than these are not undone any more either. */
const listed = 50;
/** Relations of a kind looked at once; those that were moved are not there the next time. */
const relationsAtOnce = 100;

const SideItem = z.object({ sk: z.string(), recordId: z.string() });

/** Merges in table `records`, each in its winner's partition until it can no longer be undone. */
export function createDynamoMerges(documents: DynamoDBDocumentClient, table: string): MergeStore {
  const inPartition = async (pk: string, prefix: string, limit: number) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
        ScanIndexForward: prefix !== mergePrefix,
        Limit: limit,
      }),
    );
    return Items;
  };
  const putFrom = (merge: Merge, from: MergeState) => ({
    TableName: table,
    Item: toMergeItem(merge),
    ConditionExpression: '#state = :from',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':from': from },
  });
  return {
    ...createDynamoMergeMoves(documents, table),

    async find({ object, winnerId, mergeId: id }) {
      const Key = mergeKey({ object, winnerId, id });
      const found = await documents.send(
        new GetCommand({ TableName: table, Key, ConsistentRead: true }),
      );
      return found.Item && fromMergeItem(found.Item);
    },

    async list(object, winnerId) {
      const items = await inPartition(recordKey(object.name, winnerId).pk, mergePrefix, listed);
      return items.map(fromMergeItem);
    },

    async listAll(object, { limit, after }) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byBin',
          KeyConditionExpression:
            after === undefined ? 'binPk = :pk' : 'binPk = :pk AND updatedSk < :after',
          ExpressionAttributeValues: {
            ':pk': mergesPartition(object),
            ...(after === undefined ? {} : { ':after': after }),
          },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const last: unknown = Items.at(-1)?.['updatedSk'];
      const next = LastEvaluatedKey && typeof last === 'string' ? last : undefined;
      return { merges: Items.map(fromMergeItem), next };
    },

    async begin(merge) {
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: toMergeItem(merge),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return merge;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
        return fromMergeItem(unmarshall(error.Item));
      }
    },

    async turn(merge, from, to, by) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName: table,
            Key: mergeKey(merge),
            UpdateExpression: `SET #state = :to${by === undefined ? '' : ', undoneBy = :by'}`,
            ConditionExpression: '#state = :from',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':from': from,
              ':to': to,
              ...(by === undefined ? {} : { ':by': by }),
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    settle: (writes, merge, from) =>
      commitWrites(documents, table, writes, [{ Put: putFrom(merge, from) }]),

    close: (object, record) => mark(documents, table, object, record, 'deleting'),
    reopen: (object, record) => mark(documents, table, object, record, 'live'),

    async relationsOf(object, id) {
      const { pk } = recordKey(object.name, id);
      const items = await Promise.all(
        relationPrefixes.map((prefix) => inPartition(pk, prefix, relationsAtOnce)),
      );
      return relationsIn(items.flat());
    },

    async allRelationsOf(object, id) {
      const { pk } = recordKey(object.name, id);
      const items = await Promise.all(
        relationPrefixes.map((prefix) =>
          queryAll(documents, {
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
            ConsistentRead: true,
          }),
        ),
      );
      return relationsIn(items.flat());
    },
  };
}

/** What refers to a record, and what is about it. */
const relationPrefixes = ['referrer#', timelinePrefix] as const;

function relationsIn(items: readonly unknown[]): Relation[] {
  const relations = items.flatMap((item) => {
    const { sk, recordId } = SideItem.parse(item);
    const parts = sk.split('#');
    const object = objectNames.find((name) => name === parts[sk.startsWith('referrer') ? 1 : 2]);
    return object ? [[`${object}#${recordId}`, { object, recordId }] as const] : [];
  });
  return [...new Map(relations).values()];
}
