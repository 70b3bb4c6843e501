import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { ColumnUse } from './column-use.ts';

/** What a column holds, by the file's first rows. */
export const ColumnProfile = z.strictObject({
  /** Rows that were looked at. */
  rows: z.int(),
  filled: z.int(),
  distinct: z.int(),
  looks: z.enum(['empty', 'text', 'number', 'date', 'email', 'url', 'phone']),
});

export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** One column of a file and what it means. */
export const MappedColumn = z.strictObject({
  /** Position in the file, from 1. */
  column: z.int(),
  header: z.string(),
  use: ColumnUse,
  /** 0 to 1: how sure the proposal is. */
  confidence: z.number(),
  /** Absent in plans from before there were profiles. */
  profile: ColumnProfile.optional(),
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
