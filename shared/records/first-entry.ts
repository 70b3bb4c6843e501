import type { ItemKey } from '#shared/data/batch-get';
import type { TransactAction } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { type ObjectName, referable } from '#shared/objects/names';
import { changeKey } from './change-item.ts';

/**
 * The first entry of a record's history, written with it and there as long as it is: whoever refers to
 * the record counts so in it, until it is closed (docs/decisions/0019-the-first-entry-counts-references.md).
 */
export function firstEntryKey(object: ObjectName, id: string): ItemKey {
  return changeKey(object, id, id);
}

export function mayBeReferredTo({ name }: Pick<ObjectDefinition, 'name'>): boolean {
  return referable.some((each) => each === name);
}

/** How often the record was referred to; absent before the first time, never less than it was. */
export const timesReferredTo = 'referredTo';

const counting = `ADD ${timesReferredTo} :one`;
const one = { ':one': 1 };

/** Refers to a record, if it is there and not closed to that. */
export function countReference(table: string, key: ItemKey): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: { ...key },
      UpdateExpression: counting,
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(isClosed)',
      ExpressionAttributeValues: one,
    },
  };
}

/** The same in a transaction that makes the record or takes it out of the bin; the one that removes it stays as it is. */
export function alsoReferredTo({ Put, Update, ...action }: TransactAction): TransactAction {
  if (Put) return { Put: { ...Put, Item: { ...Put.Item, [timesReferredTo]: 1 } } };
  if (Update?.UpdateExpression === reopening)
    return {
      Update: {
        ...Update,
        UpdateExpression: `${reopening} ${counting}`,
        ExpressionAttributeValues: one,
      },
    };
  return { ...action, ...(Update ? { Update } : {}) };
}

/** What a record has to be so that it can be closed: referred to so many times, or closed before, or whatever it is. */
export type EntryBefore = { readonly times: number | undefined } | 'closed' | 'any';

/** Lets nobody refer to the record from now on. */
export function closeEntry(
  table: string,
  object: ObjectName,
  id: string,
  before: EntryBefore,
): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: { ...firstEntryKey(object, id) },
      UpdateExpression: 'SET isClosed = :closed',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...conditionOf(before),
    },
  };
}

function conditionOf(before: EntryBefore) {
  const closed = { ':closed': true };
  if (before === 'any' || before === 'closed')
    return {
      ConditionExpression: `attribute_exists(${before === 'any' ? 'pk' : 'isClosed'})`,
      ExpressionAttributeValues: closed,
    };
  if (before.times === undefined)
    return {
      ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(${timesReferredTo})`,
      ExpressionAttributeValues: closed,
    };
  return {
    ConditionExpression: `${timesReferredTo} = :times`,
    ExpressionAttributeValues: { ...closed, ':times': before.times },
  };
}

const reopening = 'REMOVE isClosed';

/** Lets the record be referred to again. */
export function reopenEntry(table: string, object: ObjectName, id: string): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: { ...firstEntryKey(object, id) },
      UpdateExpression: reopening,
      ConditionExpression: 'attribute_exists(pk)',
    },
  };
}
