import * as z from 'zod';
import { Problem } from './import-job.ts';

/** What became of one row. */
export const outcomes = ['created', 'updated', 'skipped', 'failed'] as const;

export type OutcomeName = (typeof outcomes)[number];

/** One row's end: what was done, to which record, why not, and what was left aside. */
export const RowOutcome = z.strictObject({
  row: z.int(),
  outcome: z.enum(outcomes),
  /** The record made or changed; of a skipped row the one that was there before. */
  recordId: z.string().optional(),
  reason: Problem.optional(),
  warnings: z.array(Problem).optional(),
  /** The cells as they came, only of failed rows: the error file is made of them. */
  cells: z.array(z.string()).optional(),
});

export type RowOutcome = z.infer<typeof RowOutcome>;

/** All rows of one chunk, in order. */
export const ChunkOutcomes = z.strictObject({ rows: z.array(RowOutcome) });
