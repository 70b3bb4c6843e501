import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { transactionLimit } from '#shared/data/transact';
import { findHolders } from './dynamo-holders.ts';
import { createDynamoRecordStore } from './dynamo-record-store.ts';
import { type PlannedRow, packRows } from './pack-rows.ts';
import { fromRecordItem, recordKey } from './record-item.ts';
import type { BulkOutcome, BulkRecordStore } from './record-store.ts';
import { writePack } from './write-pack.ts';
import { planCreation } from './write-plan.ts';

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
  return {
    findHolders: (object, keys) => findHolders(documents, table, object, keys),
    update: single.update,

    async getMany(object, ids) {
      const keys = ids.map((id) => recordKey(object.name, id));
      const items = await batchGet(documents, table, keys);
      return items.flatMap((item) => fromRecordItem(item) ?? []);
    },

    async createMany(object, creations) {
      const outcomes = new Map<number, BulkOutcome>();
      let waiting = creations.map(
        (creation, index): PlannedRow => ({ index, plan: planCreation(table, object, creation) }),
      );
      while (waiting.length > 0) {
        const { packs, deferred } = packRows(waiting, transactionLimit);
        await eachOf(packs, (pack) => writePack(documents, pack, outcomes));
        waiting = deferred;
      }
      return creations.map((_, index) => outcomes.get(index) ?? { kind: 'exists' });
    },
  };
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
