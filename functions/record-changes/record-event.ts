import * as z from 'zod';
import type { ChangeItem } from '#shared/records/change-item';

/**
 * What the outside hears of a change: ids and names of fields, never values. Whoever may read the
 * record reads it. `eventId` is the change's id: the same event may arrive more than once.
 */
export const RecordEvent = z.object({
  eventId: z.string(),
  object: z.string(),
  recordId: z.string(),
  version: z.int(),
  at: z.string(),
  by: z.string(),
  means: z.string(),
  cause: z.string(),
  fields: z.array(z.string()),
});

export type RecordEvent = z.output<typeof RecordEvent>;

/** An event with its type, `contact.created` for example. */
export interface TypedEvent {
  readonly type: string;
  readonly event: RecordEvent;
}

/** The event of a change entry. */
export function eventOf(change: z.output<typeof ChangeItem>): TypedEvent {
  const { id, action, ...facts } = change;
  // Parsing leaves out the values, which are part of the change but not of the event.
  return {
    type: `${change.object}.${action}`,
    event: RecordEvent.parse({ ...facts, eventId: id }),
  };
}
