import * as z from 'zod';
import type { FieldValue } from '#shared/objects/field';
import { objectNames } from '#shared/objects/names';
import { Problem } from './import-job.ts';

/** What became of one row. */
export const outcomes = ['created', 'updated', 'skipped', 'failed'] as const;

export type OutcomeName = (typeof outcomes)[number];

const Value = z.custom<FieldValue>((value) => value !== undefined && value !== null);

/** One row's end: what was done, to which record, why not, and what was left aside. */
export const RowOutcome = z.strictObject({
  row: z.int(),
  outcome: z.enum(outcomes),
  /** The record made or changed; of a skipped row the one that was there before. */
  recordId: z.string().optional(),
  reason: Problem.optional(),
  /** What the row is recognised by, if it claimed that: undoing gives it back. */
  claim: z.string().optional(),
  /** Records made because the row refers to them. */
  related: z.array(z.strictObject({ object: z.enum(objectNames), id: z.string() })).optional(),
  /** What would be written, only of test runs. */
  changes: z
    .record(z.string(), z.strictObject({ from: Value.optional(), to: Value.optional() }))
    .optional(),
  warnings: z.array(Problem).optional(),
  /** The cells as they came, only of failed rows: the error file is made of them. */
  cells: z.array(z.string()).optional(),
});

export type RowOutcome = z.infer<typeof RowOutcome>;

/** All rows of one chunk, in order. */
export const ChunkOutcomes = z.strictObject({ rows: z.array(RowOutcome) });
