import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fromJobItem, jobKey } from '#shared/imports/import-item';
import type { ScannedTable, TableSweep } from './person-world.ts';

/** Items of one look: few enough that little is done twice after a crash. */
const pageSize = 250;

const Key = z.object({ pk: z.string(), sk: z.string() });
const Cursor = z.record(z.string(), z.unknown());

/** Whole tables read in order; names of the tables by what they are called in the product. */
export function createDynamoTableSweep(
  documents: DynamoDBDocumentClient,
  tables: Readonly<Record<ScannedTable | 'audit', string>>,
): TableSweep {
  const remove = async (table: string, item: unknown) => {
    await documents.send(new DeleteCommand({ TableName: table, Key: Key.parse(item) }));
  };
  return {
    async scan(table, after) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({
          TableName: tables[table],
          Limit: pageSize,
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: Cursor.parse(JSON.parse(after)) }),
        }),
      );
      return { items: Items, next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey) };
    },

    remove: (table, item) => remove(tables[table], item),

    async replace(table, item, changed) {
      const names = Object.keys(changed);
      try {
        await documents.send(
          new UpdateCommand({
            TableName: tables[table],
            Key: Key.parse(item),
            UpdateExpression: `SET ${names.map((_, at) => `#n${at} = :new${at}`).join(', ')}`,
            ConditionExpression: names
              .map((name, at) =>
                item[name] === undefined ? `attribute_not_exists(#n${at})` : `#n${at} = :old${at}`,
              )
              .join(' AND '),
            ExpressionAttributeNames: Object.fromEntries(
              names.map((name, at) => [`#n${at}`, name]),
            ),
            ExpressionAttributeValues: Object.fromEntries(
              names.flatMap((name, at) => [
                [`:new${at}`, changed[name]],
                ...(item[name] === undefined ? [] : [[`:old${at}`, item[name]] as const]),
              ]),
            ),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async sourceOf(importId) {
      const found = await documents.send(
        new GetCommand({ TableName: tables.jobs, Key: jobKey(importId), ConsistentRead: true }),
      );
      return fromJobItem(found.Item)?.source?.key;
    },

    async removeImport(importId) {
      // Without its job no worker goes on with it.
      await remove(tables.jobs, jobKey(importId));
      for (;;) {
        const { Items = [] } = await documents.send(
          new QueryCommand({
            TableName: tables.jobs,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': jobKey(importId).pk },
            ConsistentRead: true,
          }),
        );
        if (Items.length === 0) return;
        for (const item of Items) await remove(tables.jobs, item);
      }
    },
  };
}
