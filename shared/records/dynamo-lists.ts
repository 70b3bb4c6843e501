import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tables } from '#shared/data/tables';
import type { ListSort, ObjectDefinition } from '#shared/objects/define-object';
import { changePrefix, fromChangeItem } from './change-item.ts';
import { type ListRange, parentIndexes, shardCount, shareOf } from './list-range.ts';
import { comparePositions, type Entry, mergePage, type Source } from './merge-page.ts';
import type { StoredRecord } from './record.ts';
import {
  fromBinItem,
  fromRecordItem,
  partitionOf,
  recordKey,
  toRecordItem,
} from './record-item.ts';
import type { BinPage, BinRequest, ChangePage, ListRequest, RecordPage } from './record-store.ts';

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
    case 'bin':
      return 'byBin';
    case 'parent':
      return parentIndexes[object.parentFields?.indexOf(range.field) ?? 0] ?? 'byParent';
  }
}

/** One page: all shards are asked at once for a little more than their share; only those that run short are asked again. */
export async function listRecords(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  request: ListRequest,
): Promise<RecordPage> {
  const { limit, descending, after, accepts = () => true } = request;
  const sources = [
    ...sourcesOf(documents, table, object, request, fromRecordItem),
    ...alsoSource(object, request),
  ];
  const { entries, next } = await mergePage(sources, limit, descending, after, accepts);
  return { records: entries.map(({ item }) => item), next };
}

/** One page of the bin, last deleted first. */
export async function listBin(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  { limit, after, accepts = () => true }: BinRequest,
): Promise<BinPage> {
  const order = { ranges: [{ by: 'bin' }], sort: 'updatedAt', descending: true } as const;
  const sources = sourcesOf(documents, table, object, order, fromBinItem);
  const { entries, next } = await mergePage(sources, limit, true, after, ({ record }) =>
    accepts(record),
  );
  return { records: entries.map(({ item }) => item), next };
}

/** Records that lie in no range, put in the list's order. */
function alsoSource(
  object: ObjectDefinition,
  { also, ranges, sort, descending }: ListRequest,
): Source<StoredRecord>[] {
  if (!also) return [];
  const [range = { by: 'all' } as const] = ranges;
  const { sortKey } = tables.records.indexes[indexOf(object, range, sort)];
  const positionOf = (record: StoredRecord) =>
    String(z.record(z.string(), z.unknown()).parse(toRecordItem(object, record))[sortKey]);
  const order = (a: string, b: string) => comparePositions(a, b) * (descending ? -1 : 1);
  return [
    async (after) => ({
      entries: (await also())
        .map((item): Entry<StoredRecord> => ({ position: positionOf(item), item }))
        .filter(({ position }) => after === undefined || order(position, after) > 0)
        .sort((a, b) => order(a.position, b.position)),
      isLast: true,
    }),
  ];
}

type Order = Pick<ListRequest, 'ranges' | 'sort' | 'descending'>;

function sourcesOf<T>(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  order: Order,
  read: (item: unknown) => T | undefined,
): Source<T>[] {
  return order.ranges.flatMap((range) => {
    const shards = range.by === 'parent' ? 1 : shardCount;
    return Array.from({ length: shards }, (_, shard) =>
      partitionSource(documents, table, object, order, range, shard, shards, read),
    );
  });
}

function partitionSource<T>(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  { sort, descending }: Order,
  range: ListRange,
  shard: number,
  shards: number,
  read: (item: unknown) => T | undefined,
): Source<T> {
  const index = indexOf(object, range, sort);
  const { partitionKey, sortKey } = tables.records.indexes[index];
  return async (after, wanted) => {
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
        Limit: shareOf(wanted, shards),
      }),
    );
    const entries = Items.flatMap((item): Entry<T>[] => {
      const found = read(item);
      return found ? [{ position: String(item[sortKey]), item: found }] : [];
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
