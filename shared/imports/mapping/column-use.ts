import * as z from 'zod';

/** What is done with a column's values. */
export const ColumnUse = z.discriminatedUnion('kind', [
  /** Stored in the field; of several columns for one field the first filled one is. */
  z.strictObject({ kind: z.literal('field'), field: z.string() }),
  /** Kept in the notes as “header: value”, because no field takes it. */
  z.strictObject({ kind: z.literal('notes') }),
  /** Left out: technical columns of the exporting system, and empty ones. */
  z.strictObject({ kind: z.literal('ignored') }),
]);

export type ColumnUse = z.infer<typeof ColumnUse>;
