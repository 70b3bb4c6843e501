import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { TransactAction } from '#shared/data/transact';
import { everyField, type ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import { storedShapes } from '#shared/objects/stored-value';
import { uniqueKeys } from '#shared/objects/unique-keys';
import { countReference, firstEntryKey } from './first-entry.ts';
import type { StoredRecord, UniqueKey } from './record.ts';
import { recordKey } from './record-item.ts';
import { timelineEntry } from './timeline-item.ts';

/** The marker that keeps a value with one record. */
export function markerKey(object: ObjectName, { field, value }: UniqueKey): ItemKey {
  return { pk: `unique#${object}#${field}#${value}`, sk: 'unique' };
}

const Marker = z.object({ recordId: z.string() });

/** The id of the record that a marker names. */
export function holderOf(marker: unknown): string {
  return Marker.parse(marker).recordId;
}

/** Where a record's referrers of one object are listed, in the record's own partition. */
export function referrerPrefix(object: ObjectName): string {
  return `referrer#${object}#`;
}

const RelatedRecords = storedShapes.related;

interface SideItem {
  readonly key: ItemKey;
  /** The field it stands for. */
  readonly field: string;
  readonly isUnique: boolean;
  /** What the item says besides the record's id. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What stands beside a record: a marker per unique value and an entry at each record it refers to. */
function sideItems(object: ObjectDefinition, record: StoredRecord | undefined): SideItem[] {
  if (!record) return [];
  const markers = uniqueKeys(object, record.values).map((key) => ({
    key: markerKey(object.name, key),
    field: key.field,
    isUnique: true,
  }));
  const entries = referencesOf(object, record).map(({ field, object: target, id }) => ({
    key: {
      pk: recordKey(target, id).pk,
      sk: `${referrerPrefix(object.name)}${record.id}#${field}`,
    },
    field,
    isUnique: false,
  }));
  return [...markers, ...entries, ...timelineItems(object, record)];
}

/** The record's entries in the timelines of what it is related to. */
function timelineItems(object: ObjectDefinition, record: StoredRecord): SideItem[] {
  return relatedOf(object, record).map(({ field, object: target, id }) => ({
    ...timelineEntry(object, record, recordKey(target, id).pk),
    field,
    isUnique: false,
  }));
}

interface Reference {
  readonly field: string;
  readonly object: ObjectName;
  readonly id: string;
}

interface Target extends Reference {
  /** Whether it keeps the target from being deleted; what is only about it does not. */
  readonly counts?: true;
}

function referencesOf(object: ObjectDefinition, record: StoredRecord): Reference[] {
  return everyField(object).flatMap((field) => {
    const id = record.values[field.name];
    if (field.kind !== 'reference' || typeof id !== 'string') return [];
    return [{ field: field.name, object: field.object, id }];
  });
}

function relatedOf(object: ObjectDefinition, record: StoredRecord): Reference[] {
  return everyField(object).flatMap((field) => {
    if (field.kind !== 'related') return [];
    const links = RelatedRecords.parse(record.values[field.name] ?? []);
    return links.map((link) => ({ field: field.name, ...link }));
  });
}

/** The records newly referred to, each once: a transaction must not name an item twice. */
function newTargets(
  object: ObjectDefinition,
  before: StoredRecord | undefined,
  after: StoredRecord,
): Target[] {
  const linked = before ? relatedOf(object, before).map(targetText) : [];
  const added = [
    ...relatedOf(object, after).filter((each) => !linked.includes(targetText(each))),
    ...referencesOf(object, after)
      .filter(({ field, id }) => before?.values[field] !== id)
      .map((each) => ({ ...each, counts: true as const })),
  ];
  return [...new Map(added.map((each): [string, Target] => [targetText(each), each])).values()];
}

function targetText({ object, id }: Reference): string {
  return `${object}#${id}`;
}

/** An action of a write and what it means when its condition fails. */
export interface PlannedAction {
  readonly action: TransactAction;
  readonly guards: 'uniqueness' | 'reference' | 'record' | 'unreferenced' | 'nothing';
  readonly field?: string;
  readonly key: ItemKey;
}

/** The actions that lead the side items of `before` to those of `after`, and check new references. */
export function sideActions(
  table: string,
  object: ObjectDefinition,
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): PlannedAction[] {
  const text = ({ key }: SideItem) => `${key.pk}\n${key.sk}`;
  const old = new Map(sideItems(object, before).map((item) => [text(item), item]));
  const wanted = new Map(sideItems(object, after).map((item) => [text(item), item]));
  const recordId = after?.id ?? before?.id;
  const removed = [...old.values()].filter((item) => !wanted.has(text(item)));
  const added = [...wanted.values()].filter(
    (item) => !isDeepStrictEqual(old.get(text(item)), item),
  );
  const targets = after ? newTargets(object, before, after) : [];
  return [
    ...removed.map(
      ({ key, field }): PlannedAction => ({
        action: { Delete: { TableName: table, Key: { ...key } } },
        guards: 'nothing',
        field,
        key,
      }),
    ),
    ...added.map(
      ({ key, field, isUnique, facts }): PlannedAction => ({
        action: {
          Put: {
            TableName: table,
            Item: { ...key, recordId, ...facts },
            ...(isUnique
              ? {
                  ConditionExpression: 'attribute_not_exists(pk)',
                  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
                }
              : {}),
          },
        },
        guards: isUnique ? 'uniqueness' : 'nothing',
        field,
        key,
      }),
    ),
    ...targets.map(({ field, object: target, id, counts }): PlannedAction => {
      const key = counts ? firstEntryKey(target, id) : recordKey(target, id);
      const action = counts ? countReference(table, key) : liveCheck(table, key);
      return { action, guards: 'reference', field, key };
    }),
  ];
}

/** Refuses to write unless the record is live now. */
export function liveCheck(table: string, key: ItemKey): TransactAction {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { ...key },
      ConditionExpression: '#status = :live',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':live': 'live' },
    },
  };
}
