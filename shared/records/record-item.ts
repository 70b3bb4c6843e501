import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { tables } from '#shared/data/tables';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { wakeTime } from '#shared/objects/rules/wake-time';
import { StoredValue } from '#shared/objects/stored-value';
import { fold } from '#shared/text/fold';
import { type ListRange, parentIndexes, shardOf } from './list-range.ts';
import type { StoredRecord } from './record.ts';

/**
 * The item of a record, without its index keys; `deleted` ones lie in the bin until `expiresAt`, `deleting`
 * ones are being merged away or erased.
 */
const RecordItem = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  status: z.enum(['live', 'deleting', 'deleted']),
  version: z.int(),
  values: z.record(z.string(), StoredValue),
  teamId: z.string().optional(),
  createdAt: z.string(),
  createdBy: z.string(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});

export function recordKey(object: ObjectName, id: string): ItemKey {
  return { pk: `${object}#${id}`, sk: 'record' };
}

/** The record in an item, or undefined if the item is not there or lies in the bin. */
export function fromRecordItem(item: unknown): StoredRecord | undefined {
  if (item === undefined) return undefined;
  const { status, schemaVersion: _, teamId, ...record } = RecordItem.parse(item);
  return status === 'deleted' ? undefined : { ...record, teamId };
}

/** A record in the bin, deleted by whoever updated it last; gone for good after `expiresAt`. */
export interface BinnedRecord {
  readonly record: StoredRecord;
  /** UTC, ISO-8601. */
  readonly expiresAt: string;
  /** The record that it was merged into, if that is why it is here. */
  readonly mergedInto?: string | undefined;
}

const BinExpiry = z.object({ expiresAt: z.int(), mergedInto: z.string().optional() });

/** The deleted record in an item, or undefined if it is not there or is live. */
export function fromBinItem(item: unknown): BinnedRecord | undefined {
  if (item === undefined) return undefined;
  const { status, schemaVersion: _, teamId, ...record } = RecordItem.parse(item);
  if (status !== 'deleted') return undefined;
  const { expiresAt, mergedInto } = BinExpiry.parse(item);
  return {
    record: { ...record, teamId },
    expiresAt: new Date(expiresAt * 1_000).toISOString(),
    mergedInto,
  };
}

/** The partition of an index that holds one shard of a range. */
export function partitionOf(object: ObjectName, range: ListRange, shard: number): string {
  switch (range.by) {
    case 'all':
      return `${object}#${shard}`;
    case 'owner':
      return `${object}#${range.ownerId}#${shard}`;
    case 'team':
      return `${object}#${range.teamId}#${shard}`;
    case 'stage':
      return `${object}#${range.stage}#${shard}`;
    case 'bin':
      return `${object}#bin#${shard}`;
    case 'parent':
      return `${object}#${range.field}#${range.parentId}`;
  }
}

function indexKeys(object: ObjectDefinition, record: StoredRecord): Record<string, unknown> {
  const { id, values, teamId, createdAt, updatedAt } = record;
  const shard = shardOf(id);
  const within = (range: ListRange) => partitionOf(object.name, range, shard);
  const owner = values['ownerId'];
  const stage = object.stageField === undefined ? undefined : values[object.stageField];
  // A tab sorts before everything a folded name can hold, so “ann” stands before “ann b”.
  const nameSk = `${fold(displayName(object, values)).slice(0, 200)}\t${id}`;
  const updatedSk = `${updatedAt}\t${id}`;
  return {
    listPk: within({ by: 'all' }),
    nameSk,
    updatedSk,
    createdSk: `${createdAt}\t${id}`,
    ...(typeof owner === 'string' ? { ownerPk: within({ by: 'owner', ownerId: owner }) } : {}),
    ...(teamId === undefined ? {} : { teamPk: within({ by: 'team', teamId }) }),
    ...(typeof stage === 'string' ? { stagePk: within({ by: 'stage', stage }) } : {}),
    ...wakeKeys(object, record),
    ...parentKeys(object, values, object.listedUnder === 'name' ? nameSk : updatedSk),
  };
}

/** Everything that waits for a time, of one object and shard. */
export function wakePartition(object: ObjectName, shard: number): string {
  return `wake#${object}#${shard}`;
}

function wakeKeys({ name }: ObjectDefinition, { id, values }: StoredRecord) {
  const time = wakeTime(name, values);
  if (time === undefined) return {};
  return { wakePk: wakePartition(name, shardOf(id)), wakeSk: `${time}\t${id}` };
}

function parentKeys(
  object: ObjectDefinition,
  values: RecordValues,
  parentSk: string,
): Record<string, unknown> {
  const keys = parentIndexes.flatMap((index, place) => {
    const field = object.parentFields?.[place];
    const parentId = field === undefined ? undefined : values[field];
    if (field === undefined || typeof parentId !== 'string') return [];
    const { partitionKey } = tables.records.indexes[index];
    return [
      [partitionKey, partitionOf(object.name, { by: 'parent', field, parentId }, 0)] as const,
    ];
  });
  return keys.length === 0 ? {} : { ...Object.fromEntries(keys), parentSk };
}

function body(object: ObjectDefinition, record: StoredRecord): Record<string, unknown> {
  return { ...recordKey(object.name, record.id), schemaVersion: 1, ...record };
}

export function toRecordItem(object: ObjectDefinition, record: StoredRecord) {
  return { ...body(object, record), status: 'live', ...indexKeys(object, record) };
}

/** The item of a record in the bin: in the bin's list only, gone for good after `expiresAt` (epoch seconds). */
export function toBinItem(
  object: ObjectDefinition,
  record: StoredRecord,
  expiresAt: number,
  mergedInto?: string,
) {
  const { id, updatedAt } = record;
  return {
    ...body(object, record),
    status: 'deleted',
    expiresAt,
    ...(mergedInto === undefined ? {} : { mergedInto }),
    binPk: partitionOf(object.name, { by: 'bin' }, shardOf(id)),
    updatedSk: `${updatedAt}\t${id}`,
  };
}
