import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tables } from '#shared/data/tables';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { StoredView } from './saved-view.ts';
import { fromViewItem, holderPartition, sharedViewItem, toViewItem, viewKey } from './view-item.ts';
import type { ViewStore } from './view-store.ts';

const { partitionKey } = tables.records.indexes.byName;

/** Views in table `records`: they live as long as the records that they list. */
export function createDynamoViews(documents: DynamoDBDocumentClient, table: string): ViewStore {
  const shared = (view: StoredView): TransactAction => {
    const Item = sharedViewItem(view);
    if (Item) return { Put: { TableName: table, Item } };
    return { Delete: { TableName: table, Key: { ...viewKey(view.viewId), sk: 'shared' } } };
  };
  return {
    async find(viewId) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: viewKey(viewId), ConsistentRead: true }),
      );
      return Item && fromViewItem(Item);
    },
    async list(holder) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byName',
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': partitionKey },
          ExpressionAttributeValues: { ':pk': holderPartition(holder) },
        }),
      );
      return Items.map(fromViewItem);
    },
    async create(view) {
      const Put = { TableName: table, Item: toViewItem(view) };
      await transact(documents, [{ Put }, shared(view)]);
    },
    async replace(view) {
      const Put = {
        TableName: table,
        Item: toViewItem(view),
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: { ':before': view.version - 1 },
      };
      const failed = await transact(documents, [{ Put }, shared(view)]);
      if (failed.length > 0) throw new DomainError('record.version_conflict');
    },
    async remove({ viewId }) {
      const key = viewKey(viewId);
      await transact(documents, [
        { Delete: { TableName: table, Key: key } },
        { Delete: { TableName: table, Key: { ...key, sk: 'shared' } } },
      ]);
    },
  };
}
