import * as z from 'zod';

/** What an import does with a row, by whether its record is there already. */
export const ImportOptions = z.strictObject({
  /** With a record that is there: leave it, fill its empty fields, or write over its fields. */
  existing: z.enum(['skip', 'fill', 'overwrite']),
  /** With a row that has no record yet. */
  missing: z.enum(['create', 'skip']),
  /** The unique field by which alone rows and records are the same; else all that identify one. */
  matchBy: z.string().optional(),
  /** Makes records that rows refer to by name and that are not there, such as companies. */
  createRelated: z.boolean(),
});

export type ImportOptions = z.infer<typeof ImportOptions>;

/** Nothing that is there is touched, and nothing is made that the rows do not list. */
export const carefulOptions: ImportOptions = {
  existing: 'skip',
  missing: 'create',
  createRelated: false,
};
