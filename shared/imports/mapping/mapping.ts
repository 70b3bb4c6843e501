import * as z from 'zod';
import { objectNames } from '#shared/objects/names';

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

/** One column of a file and what it means. */
export const MappedColumn = z.strictObject({
  /** Position in the file, from 1. */
  column: z.int(),
  header: z.string(),
  use: ColumnUse,
  /** 0 to 1: how sure the proposal is. */
  confidence: z.number(),
});

export type MappedColumn = z.infer<typeof MappedColumn>;

/** How a file's columns become fields of one object. */
export const Mapping = z.strictObject({
  object: z.enum(objectNames),
  columns: z.array(MappedColumn),
});

export type Mapping = z.infer<typeof Mapping>;

/** The column whose values go to the field first. */
export function columnOf(mapping: Mapping, field: string): MappedColumn | undefined {
  return mapping.columns.find(
    (column) => column.use.kind === 'field' && column.use.field === field,
  );
}
