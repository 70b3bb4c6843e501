import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { StoredValue } from '#shared/objects/stored-value';
import { recordKey } from '#shared/records/record-item';
import { type Merge, type Move, mergeStates } from './merge.ts';

/** Sort keys of merges start with it, in the partition of the winner; the merge's id, a ULID, follows. */
export const mergePrefix = 'merge#';

const MergeItem = z.object({
  schemaVersion: z.literal(2),
  id: z.string(),
  object: z.enum(objectNames),
  winnerId: z.string(),
  state: z.enum(mergeStates),
  at: z.string(),
  by: z.string(),
  losers: z.array(z.object({ id: z.string(), version: z.int() })),
  chosen: z.record(z.string(), StoredValue.nullable()),
  moved: z.int(),
  values: z.record(
    z.string(),
    z.object({ from: StoredValue.exactOptional(), to: StoredValue.exactOptional() }),
  ),
  conflicts: z.array(
    z.object({
      object: z.enum(objectNames),
      recordId: z.string(),
      field: z.string().optional(),
    }),
  ),
  undoUntil: z.string(),
  undoneBy: z.string().optional(),
});

const MoveItem = z.object({
  object: z.enum(objectNames),
  recordId: z.string(),
  field: z.string(),
  from: z.string(),
  both: z.boolean(),
});

type MergeName = Pick<Merge, 'object' | 'winnerId' | 'id'>;

export function mergeKey({ object, winnerId, id }: MergeName): ItemKey {
  return { pk: recordKey(object, winnerId).pk, sk: `${mergePrefix}${id}` };
}

/** Where all merges of an object are listed, by when they were. */
export function mergesPartition(object: ObjectName): string {
  return `${object}#merges`;
}

const endOf = ({ undoUntil }: Merge) => Math.floor(Date.parse(undoUntil) / 1_000);

export function toMergeItem(merge: Merge): Record<string, unknown> {
  return {
    ...mergeKey(merge),
    schemaVersion: 2,
    ...merge,
    binPk: mergesPartition(merge.object),
    updatedSk: `${merge.at}\t${merge.id}`,
    expiresAt: endOf(merge),
  };
}

export function fromMergeItem(item: unknown): Merge {
  const { schemaVersion: _, ...merge } = MergeItem.parse(item);
  return merge;
}

/** Sort keys of a merge's moves start with it: those of one record stand together. */
export function movePrefix({ id }: Pick<Merge, 'id'>): string {
  return `merge-move#${id}#`;
}

export function moveKey(merge: MergeName, { object, recordId, field, from }: Move): ItemKey {
  const { pk } = mergeKey(merge);
  return { pk, sk: `${movePrefix(merge)}${object}#${recordId}#${field}#${from}` };
}

export function toMoveItem(merge: Merge, move: Move): Record<string, unknown> {
  return { ...moveKey(merge, move), ...move, expiresAt: endOf(merge) };
}

export function fromMoveItem(item: unknown): Move {
  return MoveItem.parse(item);
}
