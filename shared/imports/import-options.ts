import * as z from 'zod';

/** What an import does with a row, by whether its record is there already. */
export const ImportOptions = z.strictObject({
  /** With a record that is there: leave it, fill its empty fields, or write over its fields. */
  existing: z.enum(['skip', 'fill', 'overwrite']),
  /** With a row that has no record yet. */
  missing: z.enum(['create', 'skip']),
  /**
   * By what alone rows and records are the same, a unique field or one of `naturalKeys`; else by all
   * that identify one.
   */
  matchBy: z.string().optional(),
  /** Links rows without a company that is found by name to the one with their domain. */
  companiesByDomain: z.boolean().optional(),
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
