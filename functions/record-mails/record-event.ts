import * as z from 'zod';

/** A change made by the product itself, as the event bus tells it. */
export const RecordEvent = z.object({
  detail: z.object({
    eventId: z.string(),
    object: z.enum(['task', 'ticket']),
    recordId: z.string(),
    fields: z.array(z.string()),
  }),
});

export type RecordEvent = z.output<typeof RecordEvent>;
