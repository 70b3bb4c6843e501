import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type TransactAction, transact } from '#shared/data/transact';
import { shareCheck } from '#shared/sharing/share-item';
import { getBinned, locate, restoreRecord } from './dynamo-bin.ts';
import { commitWrites } from './dynamo-commit.ts';
import { findByName } from './dynamo-find-by-name.ts';
import { foresee } from './dynamo-foresight.ts';
import { findHolders } from './dynamo-holders.ts';
import { listBin, listChanges, listRecords } from './dynamo-lists.ts';
import { offerNumber, takeNumbers, takeOffered } from './dynamo-numbers.ts';
import { lookAtReferrers, removeRecord } from './dynamo-removal.ts';
import { readTimeline } from './dynamo-timeline.ts';
import { claimForRequest, claimKey, replayOf } from './idempotency-item.ts';
import { fromRecordItem, recordKey } from './record-item.ts';
import type { RecordStore } from './record-store.ts';
import type { PlannedAction } from './side-items.ts';
import { planCreation, planUpdate, refusalOf } from './write-plan.ts';

/** So many creations after one that came too late take their numbers first: a lost transaction costs more. */
const cautious = 8;

function actionsOf(plan: readonly PlannedAction[]): TransactAction[] {
  return plan.map(({ action }) => action);
}

/** The store of records over table `records`; trips and units per operation: docs/access-patterns.md. */
export function createDynamoRecordStore(
  documents: DynamoDBDocumentClient,
  table: string,
): RecordStore {
  let caution = 0;
  return {
    async get(object, id) {
      const { Item } = await documents.send(
        new GetCommand({
          TableName: table,
          Key: recordKey(object.name, id),
          ConsistentRead: true,
        }),
      );
      return fromRecordItem(Item);
    },

    foresee: (object, values, request, at) =>
      foresee(documents, table, object, values, request, at),

    async claim(request, at) {
      try {
        await documents.send(new PutCommand(claimForRequest(table, request, at)));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async create(object, creation, request, offered) {
      const plan = planCreation(table, object, creation);
      const claim = request ? [claimKey(table, object, request, creation.record)] : [];
      const take = offered ? [takeOffered(table, object, offered)] : [];
      const failed = await transact(documents, [...actionsOf(plan), ...claim, ...take]);
      if (failed.length === 0) return { kind: 'created' };
      // A repeated request also meets its own first record, so its key is looked at first.
      const claimed = failed.find(({ index }) => index === plan.length);
      if (claimed && request) return replayOf(claimed.item, request);
      const refusal = refusalOf(plan, failed);
      const isLate = failed.some(({ index }) => index === plan.length + claim.length);
      // Whoever took the number first has written its marker as well.
      if (isLate && (refusal === undefined || refusal.field === object.numbered?.field)) {
        caution = cautious;
        return { kind: 'number_taken' };
      }
      if (refusal) return refusal;
      throw new Error('A record with a new id exists already.');
    },

    async update(object, before, after, change, share) {
      const plan = planUpdate(table, object, before, after, change, share);
      const failed = await transact(documents, actionsOf(plan));
      if (failed.length === 0) return { kind: 'changed' };
      if (failed.some(({ index }) => plan[index]?.guards === 'record'))
        return { kind: 'version_conflict' };
      return refusalOf(plan, failed) ?? { kind: 'version_conflict' };
    },

    referrers: (object, id) => lookAtReferrers(documents, table, object, id),
    remove: (object, before, change, seen) =>
      removeRecord(documents, table, object, before, change, seen),
    commit: (writes, rest) =>
      commitWrites(documents, table, writes, rest ? [shareCheck(table, rest.share, rest.at)] : []),
    listBin: (object, request) => listBin(documents, table, object, request),
    getBinned: (object, id) => getBinned(documents, table, object, id),
    locate: (object, id) => locate(documents, table, object, id),
    restore: (object, restoration) => restoreRecord(documents, table, object, restoration),
    async offerNumber(object) {
      if (caution === 0) return offerNumber(documents, table, object);
      caution -= 1;
      return undefined;
    },
    takeNumber: async (object) => (await takeNumbers(documents, table, object, 1))[0] ?? '',
    timeline: (object, id, page) => readTimeline(documents, table, object, id, page),
    list: (object, request) => listRecords(documents, table, object, request),
    changes: (object, id, page) => listChanges(documents, table, object, id, page),
    findByName: (object, name) => findByName(documents, table, object, name),
    findHolders: (object, keys) => findHolders(documents, table, object, keys),
  };
}
