import type { FailedAction, TransactAction } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Share } from '#shared/sharing/share';
import { shareCheck, shareKey } from '#shared/sharing/share-item';
import { toChangeItem } from './change-item.ts';
import {
  closeEntry,
  type EntryBefore,
  firstEntryKey,
  mayBeReferredTo,
  reopenEntry,
} from './first-entry.ts';
import { joinReferences } from './join-references.ts';
import type { Change, StoredRecord } from './record.ts';
import { recordKey, toBinItem, toRecordItem } from './record-item.ts';
import type { Creation, Refusal } from './record-store.ts';
import { holderOf, type PlannedAction, sideActions } from './side-items.ts';

/** How long deleted records stay in the bin. */
const binSeconds = 30 * 24 * 60 * 60;

function changeAction(table: string, object: ObjectDefinition, id: string, change: Change) {
  const item = toChangeItem(object.name, id, change);
  return {
    action: { Put: { TableName: table, Item: item } },
    guards: 'nothing',
    key: { pk: item.pk, sk: item.sk },
  } as const;
}

/** The record first, then what stands beside it, then its change. */
export function planCreation(
  table: string,
  object: ObjectDefinition,
  { record, change }: Creation,
): PlannedAction[] {
  return joinReferences([
    {
      action: {
        Put: {
          TableName: table,
          Item: toRecordItem(object, record),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      guards: 'record',
      key: recordKey(object.name, record.id),
    },
    ...sideActions(table, object, undefined, record),
    changeAction(table, object, record.id, change),
  ]);
}

function replaceAction(
  table: string,
  object: ObjectDefinition,
  before: StoredRecord,
  item: Record<string, unknown>,
): PlannedAction {
  return {
    action: {
      Put: {
        TableName: table,
        Item: item,
        ConditionExpression: '#version = :version AND #status <> :deleted',
        ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
        ExpressionAttributeValues: { ':version': before.version, ':deleted': 'deleted' },
      },
    },
    guards: 'record',
    key: recordKey(object.name, before.id),
  };
}

/** The record's next version with what follows from it; a share that it rests on has to count still (AZ-15). */
export function planUpdate(
  table: string,
  object: ObjectDefinition,
  before: StoredRecord,
  after: StoredRecord,
  change: Change,
  share?: Share,
): PlannedAction[] {
  return [
    replaceAction(table, object, before, toRecordItem(object, after)),
    ...(share
      ? [
          {
            action: shareCheck(table, share, change.at),
            guards: 'record',
            key: shareKey(share),
          } as const,
        ]
      : []),
    ...sideActions(table, object, before, after),
    changeAction(table, object, before.id, change),
  ];
}

/** Puts a record from the bin back with everything beside it, if it is still the version that was binned. */
export function planRestoration(
  table: string,
  object: ObjectDefinition,
  { record, change }: Creation,
): PlannedAction[] {
  const key = recordKey(object.name, record.id);
  return joinReferences([
    {
      action: {
        Put: {
          TableName: table,
          Item: toRecordItem(object, record),
          ConditionExpression: '#version = :version AND #status = :deleted',
          ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
          ExpressionAttributeValues: { ':version': record.version - 1, ':deleted': 'deleted' },
        },
      },
      guards: 'record',
      key,
    },
    ...entryActions(object, record.id, 'record', () => reopenEntry(table, object.name, record.id)),
    ...sideActions(table, object, undefined, record),
    changeAction(table, object, record.id, change),
  ]);
}

function entryActions(
  object: ObjectDefinition,
  id: string,
  guards: PlannedAction['guards'],
  action: () => TransactAction,
): PlannedAction[] {
  if (!mayBeReferredTo(object)) return [];
  return [{ action: action(), guards, key: firstEntryKey(object.name, id) }];
}

/** The record into the bin, if the look at its first entry was right in which nobody referred to it. */
export function planRemoval(
  table: string,
  object: ObjectDefinition,
  before: StoredRecord,
  change: Change,
  entry: EntryBefore,
  mergedInto?: string,
): PlannedAction[] {
  const expiresAt = Math.floor(Date.parse(change.at) / 1000) + binSeconds;
  const binned = {
    ...before,
    version: change.version,
    updatedAt: change.at,
    updatedBy: change.by,
  };
  return [
    replaceAction(table, object, before, toBinItem(object, binned, expiresAt, mergedInto)),
    ...entryActions(object, before.id, 'unreferenced', () =>
      closeEntry(table, object.name, before.id, entry),
    ),
    ...sideActions(table, object, before, undefined),
    changeAction(table, object, before.id, change),
  ];
}

/** What failed conditions of markers and references mean; undefined if none of them failed. */
export function refusalOf(
  plan: readonly PlannedAction[],
  failed: readonly FailedAction[],
): Refusal | undefined {
  for (const { index, item } of failed) {
    const planned = plan[index];
    if (planned?.field === undefined) continue;
    if (planned.guards === 'uniqueness')
      return {
        kind: 'duplicate',
        field: planned.field,
        holderId: holderOf(item),
      };
    if (planned.guards === 'reference') return { kind: 'reference_missing', field: planned.field };
  }
  return undefined;
}
