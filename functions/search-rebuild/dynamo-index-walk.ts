import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tables } from '#shared/data/tables';
import { fromMatchItem, matchPrefix } from '#shared/duplicates/match-item';
import { matchKeyIn } from '#shared/duplicates/match-keys';
import { objectNames } from '#shared/objects/names';
import { fromRecordItem, partitionOf } from '#shared/records/record-item';
import { sweepSegments } from '#shared/search/rebuild';
import type { HeldEntry, IndexWalk } from './index-walk.ts';

/** Records and items of the index read at once. */
const pageSize = { records: 50, index: 250 } as const;

const Posting = z.object({ pk: z.string(), sk: z.string(), id: z.string() });
const Position = z.object({ pk: z.string(), sk: z.string() });

/** What `postingPartition` makes: the object, then whose records the part holds. */
const partition = /^(\w+)#(all|owner|team|shared)#/;

function postingOf(item: unknown): HeldEntry[] {
  const posting = Posting.safeParse(item);
  const [, name, scope] = (posting.data && partition.exec(posting.data.pk)) ?? [];
  const object = objectNames.find((each) => each === name);
  if (!posting.success || !object) return [];
  const { pk, sk, id } = posting.data;
  const ref = { object, recordId: id };
  return [{ kind: 'posting', posting: { pk, sk, ref, isShared: scope === 'shared' } }];
}

function matchesOf(item: Readonly<Record<string, unknown>>): HeldEntry[] {
  if (!String(item['pk']).startsWith(matchPrefix)) return [];
  const { keyText, members } = fromMatchItem(item);
  const key = matchKeyIn(keyText);
  return key
    ? members.map(({ object, id }) => ({ kind: 'match', match: { key, object, id } }))
    : [];
}

/** Records by the list of their creation, the index by a parallel scan. */
export function createDynamoIndexWalk(
  documents: DynamoDBDocumentClient,
  names: { readonly records: string; readonly search: string },
): IndexWalk {
  const { partitionKey, sortKey } = tables.records.indexes.byCreated;
  return {
    async records(object, shard, after) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: names.records,
          IndexName: 'byCreated',
          KeyConditionExpression: `#pk = :pk${after === undefined ? '' : ' AND #sk > :after'}`,
          ExpressionAttributeNames: {
            '#pk': partitionKey,
            ...(after === undefined ? {} : { '#sk': sortKey }),
          },
          ExpressionAttributeValues: {
            ':pk': partitionOf(object.name, { by: 'all' }, shard),
            ...(after === undefined ? {} : { ':after': after }),
          },
          Limit: pageSize.records,
        }),
      );
      return {
        entries: Items.flatMap((item) => fromRecordItem(item) ?? []),
        next: LastEvaluatedKey && String(Items.at(-1)?.[sortKey]),
      };
    },

    async index(segment, after) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({
          TableName: names.search,
          Segment: segment,
          TotalSegments: sweepSegments,
          ConsistentRead: true,
          ExclusiveStartKey: after === undefined ? undefined : Position.parse(JSON.parse(after)),
          ProjectionExpression: 'pk, sk, id, version, members',
          Limit: pageSize.index,
        }),
      );
      return {
        entries: Items.flatMap((item) => [...postingOf(item), ...matchesOf(item)]),
        next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey),
      };
    },
  };
}
