import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '#shared/data/query-all';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { Definitions } from '#shared/objects/definitions';
import type { ObjectName } from '#shared/objects/names';
import { changeKey, changePrefix, fromChangeItem, toChangeItem } from '#shared/records/change-item';
import { mark } from '#shared/records/dynamo-removal';
import { closeEntry, mayBeReferredTo } from '#shared/records/first-entry';
import { recordKey, toBinItem } from '#shared/records/record-item';
import { sideActions } from '#shared/records/side-items';
import { planUpdate } from '#shared/records/write-plan';
import type { KnownRecord, RecordErasure } from './person-world.ts';

/** BatchWriteItem takes 25 requests at once. */
const batchLimit = 25;

const Key = z.object({ pk: z.string(), sk: z.string() });
const Binned = z.object({ expiresAt: z.int(), mergedInto: z.string().optional() });

/** Erasure over table `records`: the one place where a history is rewritten, because the law wants it. */
export function createDynamoRecordErasure(
  documents: DynamoDBDocumentClient,
  table: string,
  definitions: Definitions,
): RecordErasure {
  const inVersion = ({ record, isDeleted }: KnownRecord) => ({
    ConditionExpression: `#version = :version AND #status ${isDeleted ? '=' : '<>'} :deleted`,
    ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
    ExpressionAttributeValues: { ':version': record.version, ':deleted': 'deleted' },
  });
  const history = async (object: ObjectName, id: string) => {
    const items = await queryAll(documents, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': recordKey(object, id).pk, ':prefix': changePrefix },
      ConsistentRead: true,
    });
    return items.map(fromChangeItem);
  };
  const clear = async (object: ObjectName, id: string) => {
    for (;;) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': recordKey(object, id).pk },
          ConsistentRead: true,
        }),
      );
      if (Items.length === 0) return;
      for (let start = 0; start < Items.length; start += batchLimit)
        await documents.send(
          new BatchWriteCommand({
            RequestItems: {
              [table]: Items.slice(start, start + batchLimit).map((item) => ({
                DeleteRequest: { Key: Key.parse(item) },
              })),
            },
          }),
        );
    }
  };
  const noteOf = (object: ObjectName, id: string, change: Parameters<typeof toChangeItem>[2]) => ({
    Put: { TableName: table, Item: toChangeItem(object, id, change) },
  });

  return {
    history,

    async erase(object, known, change) {
      const { record, isDeleted } = known;
      const definition = definitions.current(object);
      const beside = isDeleted ? [] : sideActions(table, definition, record, undefined);
      const failed = await transact(documents, [
        {
          Delete: {
            TableName: table,
            Key: { ...recordKey(object, record.id) },
            ...inVersion(known),
          },
        },
        ...beside.map(({ action }): TransactAction => action),
        ...(isDeleted || !mayBeReferredTo(definition)
          ? []
          : [closeEntry(table, object, record.id, 'any')]),
        noteOf(object, record.id, change),
      ]);
      if (failed.length > 0) throw new DomainError('service.unavailable', { retryAfter: 1 });
      await clear(object, record.id);
    },

    async replace(object, known, after, change) {
      const definition = definitions.current(object);
      const { record, isDeleted } = known;
      if (!isDeleted) {
        const plan = planUpdate(table, definition, record, after, change);
        const failed = await transact(
          documents,
          plan.map(({ action }) => action),
        );
        return failed.length === 0;
      }
      const { Item } = await documents.send(
        new GetCommand({
          TableName: table,
          Key: recordKey(object, record.id),
          ConsistentRead: true,
        }),
      );
      const binned = Binned.safeParse(Item);
      if (!binned.success) return false;
      const { expiresAt, mergedInto } = binned.data;
      const put = {
        TableName: table,
        Item: toBinItem(definition, after, expiresAt, mergedInto),
        ...inVersion(known),
      };
      const failed = await transact(documents, [{ Put: put }, noteOf(object, record.id, change)]);
      return failed.length === 0;
    },

    async rewriteHistory(object, id, rewrite) {
      for (const change of await history(object, id)) {
        const values = rewrite(change.values);
        if (JSON.stringify(values) === JSON.stringify(change.values)) continue;
        await documents.send(
          new UpdateCommand({
            TableName: table,
            Key: changeKey(object, id, change.id),
            UpdateExpression: 'SET #values = :values',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#values': 'values' },
            ExpressionAttributeValues: { ':values': values },
          }),
        );
      }
    },

    async close(object, record) {
      await mark(documents, table, definitions.current(object), record, 'deleting');
    },
  };
}
