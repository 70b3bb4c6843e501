import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { delimiters } from '#shared/tabular/delimiter';
import { encodings } from '#shared/tabular/encoding-names';
import { SaidConventions } from './conventions.ts';
import { ImportOptions } from './import-options.ts';
import { importStates } from './import-states.ts';
import { ColumnUse } from './mapping/column-use.ts';
import { systemNames } from './mapping/system-names.ts';

/** How many rows ended in which way; the four add up to the rows of the file once it is finished. */
export const Counts = z.strictObject({
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  failed: z.int(),
});

export type Counts = z.infer<typeof Counts>;

/** What is wrong, as data: a code and the values its sentence needs. */
export const Problem = z.strictObject({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});

export type Problem = z.infer<typeof Problem>;

/** Exactly one version of one object in the bucket. */
export const ImportSource = z.strictObject({
  key: z.string(),
  versionId: z.string().optional(),
  size: z.int(),
});

export type ImportSource = z.infer<typeof ImportSource>;

/** How the file is read; known once it is planned. */
export const TableForm = z.strictObject({
  encoding: z.enum(encodings),
  /** Whether the file begins with a byte order mark; files written back then do too. */
  mark: z.boolean(),
  delimiter: z.enum(delimiters),
  /** Row of the header as a spreadsheet numbers it. */
  headerRow: z.int(),
  /** The sheet that was read, of a workbook. */
  sheet: z.string().optional(),
  /** The program whose export it is, where the header shows it. */
  system: z.enum(systemNames).optional(),
});

export type TableForm = z.infer<typeof TableForm>;

/** What a person said about reading the file; what they left out is recognised. */
export const Reading = z.strictObject({
  sheet: z.string().optional(),
  headerRow: z.int().optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  conventions: SaidConventions.optional(),
  /** Uses of columns by their position, instead of the proposed ones. */
  columns: z.array(z.strictObject({ column: z.int(), use: ColumnUse })).optional(),
});

export type Reading = z.infer<typeof Reading>;

/** A test run: the same work with writes off. */
export const TestRun = z.strictObject({
  run: z.int(),
  /** Rows to try, from the first. */
  rows: z.int(),
  chunks: z.int(),
  /** Rows to try of the last chunk. */
  lastRows: z.int(),
  counts: Counts.optional(),
});

export type TestRun = z.infer<typeof TestRun>;

/** What undoing came to, in records. */
export const UndoCounts = z.strictObject({
  removed: z.int(),
  restored: z.int(),
  /** Changed or referred to since: left as they are and listed. */
  conflicts: z.int(),
});

export type UndoCounts = z.infer<typeof UndoCounts>;

export const Undo = z.strictObject({
  by: z.string(),
  at: z.string(),
  counts: UndoCounts.optional(),
});

/** An import from its first sight to its end. */
export const ImportJob = z.strictObject({
  id: z.string(),
  state: z.enum(importStates),
  fileName: z.string(),
  object: z.enum(objectNames).optional(),
  /** A user's id, or `system-import` for files from a drop folder. */
  startedBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  endedAt: z.string().optional(),
  source: ImportSource.optional(),
  form: TableForm.optional(),
  /** Language of reasons in the error file: that of the header. */
  language: z.enum(['en', 'zh']).optional(),
  rows: z.int().optional(),
  chunks: z.int().optional(),
  counts: Counts.optional(),
  /** Why it failed, or what to know about the whole file. */
  problems: z.array(Problem),
  /** The earlier import that had the same content. */
  sameAs: z.string().optional(),
  /** How often stalled chunks were sent again. */
  redrives: z.int(),
  /** What to do with rows; careful ones where nobody said. */
  options: ImportOptions.optional(),
  /** The saved mapping asked for, by name. */
  mapping: z.string().optional(),
  reading: Reading.optional(),
  /** Whoever started it wants to look at the plan before it runs. */
  review: z.boolean().optional(),
  /** When rows were first let run: the time in the ids of its changes. */
  startedAt: z.string().optional(),
  /** From when and from how many rows on the rate is measured, after a pause. */
  resumed: z.strictObject({ at: z.string(), rows: z.int() }).optional(),
  test: TestRun.optional(),
  undo: Undo.optional(),
  /** Its end has not been told yet: the outbox of mail and event. */
  announce: z.boolean().optional(),
});

export type ImportJob = z.infer<typeof ImportJob>;

/** What became of one chunk; written once. */
export const ChunkResult = z.strictObject({
  chunk: z.int(),
  counts: Counts,
  /** Rows that went in with something left aside. */
  warnings: z.int(),
  /** Its rows count as failed only because trying was given up. */
  givenUp: z.boolean().optional(),
  undone: UndoCounts.optional(),
});

export type ChunkResult = z.infer<typeof ChunkResult>;

export const noCounts: Counts = { created: 0, updated: 0, skipped: 0, failed: 0 };

/** The sum of counts, field by field. */
export function addCounts(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (sum, each) => ({
      created: sum.created + each.created,
      updated: sum.updated + each.updated,
      skipped: sum.skipped + each.skipped,
      failed: sum.failed + each.failed,
    }),
    noCounts,
  );
}
