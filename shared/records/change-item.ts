import * as z from 'zod';
import type { FieldValue } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { keptForSeconds } from './history-retention.ts';
import { type Change, changeActions, means } from './record.ts';
import { recordKey } from './record-item.ts';

/** Sort keys of changes start with it; the change's id, a ULID, follows. */
export const changePrefix = 'change#';

const Value = z.custom<FieldValue>((value) => value !== undefined && value !== null);

/** The item of a change: audit entry and event in one (docs/decisions/0003-change-entry-is-outbox.md). */
export const ChangeItem = z.object({
  schemaVersion: z.literal(1),
  object: z.string(),
  recordId: z.string(),
  id: z.string(),
  action: z.enum(changeActions),
  at: z.string(),
  by: z.string(),
  means: z.enum(means),
  cause: z.string(),
  row: z.int().optional(),
  version: z.int(),
  fields: z.array(z.string()),
  values: z.record(z.string(), z.object({ from: Value.optional(), to: Value.optional() })),
  campaign: z.object({ id: z.string(), status: z.string().exactOptional() }).exactOptional(),
});

export function changeKey(object: ObjectName, recordId: string, changeId: string) {
  return { pk: recordKey(object, recordId).pk, sk: `${changePrefix}${changeId}` };
}

export function toChangeItem(object: ObjectName, recordId: string, change: Change) {
  return {
    ...changeKey(object, recordId, change.id),
    schemaVersion: 1,
    object,
    recordId,
    ...change,
    // The first entry is there as long as its record.
    ...(change.action === 'created'
      ? {}
      : { expiresAt: Math.floor(Date.parse(change.at) / 1000) + keptForSeconds }),
  };
}

export function fromChangeItem(item: unknown): Change {
  const {
    schemaVersion: _,
    object: __,
    recordId: ___,
    values,
    row,
    ...facts
  } = ChangeItem.parse(item);
  return {
    ...facts,
    ...(row === undefined ? {} : { row }),
    values: Object.fromEntries(
      Object.entries(values).map(([name, { from, to }]) => [
        name,
        { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
      ]),
    ),
  };
}
