import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tables } from '#shared/data/tables';
import type { ListSort, ObjectDefinition } from '#shared/objects/define-object';
import { changePrefix, fromChangeItem } from './change-item.ts';
import { type ListRange, parentIndexes, shardCount } from './list-range.ts';
import { type Entry, mergePage, type Source } from './merge-page.ts';
import type { StoredRecord } from './record.ts';
import { fromRecordItem, partitionOf, recordKey } from './record-item.ts';
import type { ChangePage, ListRequest, RecordPage } from './record-store.ts';

type IndexName = keyof typeof tables.records.indexes;

const indexOfAll = {
  name: 'byName',
  updatedAt: 'byUpdated',
  createdAt: 'byCreated',
} as const satisfies Record<ListSort, IndexName>;

/** The index that holds a range; those of owner, team and stage are sorted by update only. */
function indexOf(object: ObjectDefinition, range: ListRange, sort: ListSort): IndexName {
  switch (range.by) {
    case 'all':
      return indexOfAll[sort];
    case 'owner':
      return 'byOwner';
    case 'team':
      return 'byTeam';
    case 'stage':
      return 'byStage';
    case 'parent':
      return parentIndexes[object.parentFields?.indexOf(range.field) ?? 0] ?? 'byParent';
  }
}

/** One page: all shards are asked at once for a little more than their share, then merged. */
export async function listRecords(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  request: ListRequest,
): Promise<RecordPage> {
  const sources = request.ranges.flatMap((range) => {
    const shards = range.by === 'parent' ? 1 : shardCount;
    const share = shards === 1 ? request.limit + 1 : Math.ceil((request.limit * 1.5) / shards) + 2;
    return Array.from({ length: shards }, (_, shard) =>
      partitionSource(documents, table, object, request, range, shard, share),
    );
  });
  const { limit, descending, after, accepts } = request;
  const { entries, next } = await mergePage(sources, limit, descending, after, (record) =>
    accepts ? accepts(record) : true,
  );
  return { records: entries.map(({ item }) => item), next };
}

function partitionSource(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  { sort, descending }: ListRequest,
  range: ListRange,
  shard: number,
  limit: number,
): Source<StoredRecord> {
  const index = indexOf(object, range, sort);
  const { partitionKey, sortKey } = tables.records.indexes[index];
  return async (after) => {
    const beyond = descending ? '<' : '>';
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression:
          after === undefined ? '#pk = :pk' : `#pk = :pk AND #sk ${beyond} :after`,
        ExpressionAttributeNames: {
          '#pk': partitionKey,
          ...(after === undefined ? {} : { '#sk': sortKey }),
        },
        ExpressionAttributeValues: {
          ':pk': partitionOf(object.name, range, shard),
          ...(after === undefined ? {} : { ':after': after }),
        },
        ScanIndexForward: !descending,
        Limit: limit,
      }),
    );
    const entries = Items.flatMap((item): Entry<StoredRecord>[] => {
      const record = fromRecordItem(item);
      return record ? [{ position: String(item[sortKey]), item: record }] : [];
    });
    return { entries, isLast: LastEvaluatedKey === undefined };
  };
}

/** A record's changes, newest first, by one Query on its own partition. */
export async function listChanges(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<ChangePage> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': recordKey(object.name, id).pk,
        ':first': changePrefix,
        // "~" sorts after every character of an id.
        ':last': `${changePrefix}~`,
      },
      ...(after === undefined
        ? {}
        : {
            ExclusiveStartKey: {
              ...recordKey(object.name, id),
              sk: `${changePrefix}${after}`,
            },
          }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  const changes = Items.map(fromChangeItem);
  return { changes, next: LastEvaluatedKey === undefined ? undefined : changes.at(-1)?.id };
}
