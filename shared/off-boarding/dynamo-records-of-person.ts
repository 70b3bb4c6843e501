import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { countAll } from '#shared/data/query-all';
import { tables } from '#shared/data/tables';
import { type TransactAction, transact } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { type ListRange, shardCount } from '#shared/records/list-range';
import { partitionOf } from '#shared/records/record-item';
import { planUpdate } from '#shared/records/write-plan';
import { nextVersion } from './off-boarding-item.ts';
import { type RecordsOfPerson, userFields } from './records-of-person.ts';

/** A record takes two actions of a transaction, seldom more, and a transaction has 100. */
const pageSize = 40;

export interface RecordsOfPersonNeeds {
  readonly documents: DynamoDBDocumentClient;
  readonly recordsTable: string;
  /** Where off-boardings are; not needed to look only. */
  readonly jobsTable: string;
}

/** Records by their owner's index; objects with other fields for people are gone through as a whole. */
export function createDynamoRecordsOfPerson(needs: RecordsOfPersonNeeds): RecordsOfPerson {
  const { documents, recordsTable, jobsTable } = needs;
  const records = createDynamoRecordStore(documents, recordsTable);
  const bulk = createDynamoBulkRecordStore(documents, recordsTable);

  return {
    async count(object, userId) {
      const shards = Array.from({ length: shardCount }, (_, shard) => shard);
      const counts = await Promise.all(
        shards.map((shard) => countShard(documents, recordsTable, object, userId, shard)),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },

    async page(object, userId, after) {
      const page = await records.list(object, {
        ranges: [rangeOf(object, userId)],
        sort: 'updatedAt',
        descending: false,
        limit: pageSize,
        after,
      });
      // The index is a moment behind: only the records themselves say whose they are.
      const ids = page.records.map(({ id }) => id);
      return { records: await bulk.getMany(object, ids), next: page.next };
    },

    async handOver(object, handOvers, nextOf) {
      let left = handOvers;
      for (;;) {
        const plans = left.map(({ before, after, change }) =>
          planUpdate(recordsTable, object, before, after, change),
        );
        const next = nextOf(left.length);
        const actions: TransactAction[] = plans.flatMap((plan) => plan.map(({ action }) => action));
        const failed = await transact(documents, [
          ...actions,
          { Put: nextVersion(jobsTable, next) },
        ]);
        if (failed.length === 0) return next;
        if (failed.some(({ index }) => index === actions.length)) return undefined;
        const stale = new Set(failed.map(({ index }) => planAt(plans, index)));
        left = left.filter((_, at) => !stale.has(at));
      }
    },
  };
}

function rangeOf(object: ObjectDefinition, userId: string): ListRange {
  const onlyOwned = userFields(object).every((name) => name === 'ownerId');
  return onlyOwned ? { by: 'owner', ownerId: userId } : { by: 'all' };
}

async function countShard(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  userId: string,
  shard: number,
): Promise<number> {
  const range = rangeOf(object, userId);
  const index = range.by === 'owner' ? 'byOwner' : 'byUpdated';
  const fields = userFields(object);
  return await countAll(documents, {
    TableName: table,
    IndexName: index,
    KeyConditionExpression: '#pk = :pk',
    FilterExpression: fields.map((_, at) => `#values.#field${at} = :user`).join(' OR '),
    ExpressionAttributeNames: {
      '#pk': tables.records.indexes[index].partitionKey,
      '#values': 'values',
      ...Object.fromEntries(fields.map((name, at) => [`#field${at}`, name])),
    },
    ExpressionAttributeValues: {
      ':pk': partitionOf(object.name, range, shard),
      ':user': userId,
    },
  });
}

/** Which plan an action of all of them belongs to. */
function planAt(plans: readonly (readonly unknown[])[], action: number): number {
  let start = 0;
  return plans.findIndex((plan) => {
    start += plan.length;
    return action < start;
  });
}
