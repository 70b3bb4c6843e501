import * as z from 'zod';

/** What undoing did to a record: `gone` was removed by somebody before, `conflict` stays as it is. */
export const UndoneRecord = z.strictObject({
  row: z.int(),
  id: z.string(),
  end: z.enum(['removed', 'restored', 'gone', 'conflict']),
  /** Why it stays: it changed since, others refer to it, or its old value is another's now. */
  because: z.enum(['changed', 'in-use', 'taken']).optional(),
  /** Fields that were changed since and keep what they hold. */
  fields: z.array(z.string()),
});

export type UndoneRecord = z.infer<typeof UndoneRecord>;

export const UndoneChunk = z.strictObject({ records: z.array(UndoneRecord) });

export type UndoneChunk = z.infer<typeof UndoneChunk>;
