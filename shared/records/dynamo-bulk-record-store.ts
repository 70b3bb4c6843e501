import { setImmediate as turn } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { transactionLimit } from '#shared/data/transact';
import { changeKey, fromChangeItem } from './change-item.ts';
import { findHolders } from './dynamo-holders.ts';
import { takeNumbers } from './dynamo-numbers.ts';
import { createDynamoRecordStore } from './dynamo-record-store.ts';
import { type PlannedRow, packRows } from './pack-rows.ts';
import { fromRecordItem, recordKey } from './record-item.ts';
import type { BulkOutcome, BulkRecordStore, ChangeOutcome } from './record-store.ts';
import type { PlannedAction } from './side-items.ts';
import { writePack } from './write-pack.ts';
import { planCreation, planUpdate } from './write-plan.ts';

/** Transactions under way at once: enough to hide the trip, few enough for a small function's memory. */
const concurrency = 4;

/**
 * The store for imports over table `records`: as many rows in a transaction as fit; a row whose
 * condition fails is taken out with its reason and the others are written without it.
 */
export function createDynamoBulkRecordStore(
  documents: DynamoDBDocumentClient,
  table: string,
): BulkRecordStore {
  const single = createDynamoRecordStore(documents, table);
  const writeAll = async <T>(
    items: Iterable<T> | AsyncIterable<T>,
    planOf: (item: T) => readonly PlannedAction[],
  ): Promise<BulkOutcome[]> => {
    const outcomes = new Map<number, BulkOutcome>();
    let count = 0;
    // Each row is planned when its pack is filled: the store has work meanwhile.
    const planned = async function* (): AsyncGenerator<PlannedRow> {
      for await (const item of items) yield { index: count++, plan: planOf(item) };
    };
    let waiting: Iterable<PlannedRow> | AsyncIterable<PlannedRow> = planned();
    for (;;) {
      const deferred: PlannedRow[] = [];
      const packs = packRows(waiting, transactionLimit, deferred);
      await eachOf(packs, (pack) => writePack(documents, pack, outcomes));
      if (deferred.length === 0) break;
      waiting = deferred;
    }
    return Array.from({ length: count }, (_, at) => outcomes.get(at) ?? { kind: 'exists' });
  };
  return {
    findHolders: (object, keys) => findHolders(documents, table, object, keys),
    referrers: single.referrers,
    remove: single.remove,
    findByName: single.findByName,

    async changesOf(object, refs) {
      const keys = refs.map(({ recordId, changeId }) => changeKey(object.name, recordId, changeId));
      const recordIds = new Map(
        refs.map(({ recordId }, index) => [keys[index]?.pk ?? '', recordId]),
      );
      const items = await batchGet(documents, table, keys);
      return new Map(
        items.map((item) => [recordIds.get(String(item['pk'])) ?? '', fromChangeItem(item)]),
      );
    },

    async updateMany(object, updates) {
      const outcomes = await writeAll(updates, ({ before, after, change, share }) =>
        planUpdate(table, object, before, after, change, share),
      );
      return outcomes.map((outcome): ChangeOutcome => {
        if (outcome.kind === 'created') return { kind: 'changed' };
        return outcome.kind === 'exists' ? { kind: 'version_conflict' } : outcome;
      });
    },

    takeNumbers: (object, count) => takeNumbers(documents, table, object, count),

    async getMany(object, ids, freshness) {
      const keys = ids.map((id) => recordKey(object.name, id));
      const items = await batchGet(documents, table, keys, freshness);
      return items.flatMap((item) => fromRecordItem(item) ?? []);
    },

    createMany: (object, creations) =>
      writeAll(creations, (creation) => planCreation(table, object, creation)),
  };
}

/** The first failure fails the whole, once everything under way has ended. */
async function eachOf<T>(
  items: AsyncGenerator<T, undefined>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let hasFailed = false;
  const worker = async () => {
    try {
      while (!hasFailed) {
        // What the others have sent leaves the process before the next rows are planned.
        await turn();
        const next = await items.next();
        if (next.done) return;
        await work(next.value);
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  await items.return(undefined);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
