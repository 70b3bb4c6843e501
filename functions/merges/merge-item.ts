import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { objectNames } from '#shared/objects/names';
import { StoredValue } from '#shared/objects/stored-value';
import { recordKey } from '#shared/records/record-item';
import { type Merge, mergeStates } from './merge.ts';

/** Sort keys of merges start with it, in the partition of the winner; the merge's id, a ULID, follows. */
export const mergePrefix = 'merge#';

const MergeItem = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  object: z.enum(objectNames),
  winnerId: z.string(),
  state: z.enum(mergeStates),
  at: z.string(),
  by: z.string(),
  losers: z.array(z.object({ id: z.string(), version: z.int() })),
  moves: z.array(
    z.object({
      object: z.enum(objectNames),
      recordId: z.string(),
      field: z.string(),
      from: z.string(),
      both: z.boolean(),
    }),
  ),
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
});

export function mergeKey({ object, winnerId, id }: Merge): ItemKey {
  return { pk: recordKey(object, winnerId).pk, sk: `${mergePrefix}${id}` };
}

export function toMergeItem(merge: Merge): Record<string, unknown> {
  return {
    ...mergeKey(merge),
    schemaVersion: 1,
    ...merge,
    expiresAt: Math.floor(Date.parse(merge.undoUntil) / 1_000),
  };
}

export function fromMergeItem(item: unknown): Merge {
  const { schemaVersion: _, ...merge } = MergeItem.parse(item);
  return merge;
}
