import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import { StoredValue } from '#shared/objects/stored-value';
import type { StoredRecord } from './record.ts';
import type { TimelineEntry } from './timeline.ts';

/** Sort keys of timeline entries start with it; time, object and id follow. */
export const timelinePrefix = 'timeline#';

const TimelineItem = z.object({
  sk: z.string(),
  recordId: z.string(),
  object: z.enum(objectNames),
  at: z.string(),
  values: z.record(z.string(), StoredValue),
  teamId: z.string().optional(),
});

/** What is left to the record itself: long texts, and lists that only it needs. */
const leftOut = new Set(['longText', 'related', 'rows', 'tags']);

/** The entry of a record in the timeline of the partition it is related to. */
export function timelineEntry(
  object: ObjectDefinition,
  record: StoredRecord,
  partition: string,
): { readonly key: ItemKey; readonly facts: Readonly<Record<string, unknown>> } {
  const { id, values, teamId, createdAt } = record;
  const own = object.timeField === undefined ? undefined : values[object.timeField];
  const at = typeof own === 'string' ? own : createdAt;
  const shown = Object.entries(values).filter(
    ([name]) => !leftOut.has(object.fields[name]?.kind ?? 'longText'),
  );
  return {
    key: { pk: partition, sk: `${timelinePrefix}${at}#${object.name}#${id}` },
    facts: { object: object.name, at, values: Object.fromEntries(shown), teamId },
  };
}

export function fromTimelineItem(item: unknown): TimelineEntry {
  const { sk, teamId, ...entry } = TimelineItem.parse(item);
  return { ...entry, teamId, position: sk.slice(timelinePrefix.length) };
}
