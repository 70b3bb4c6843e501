import * as z from 'zod';
import { quoteEscapes, quoteMarks } from '#shared/tabular/quoting';
import { isPhoneCountry, type PhoneCountry } from '#shared/text/phone';
import { Problem, TableForm } from './import-job.ts';
import { ImportOptions } from './import-options.ts';
import { Mapping } from './mapping/mapping.ts';
import type { Stage } from './stage.ts';

const PhoneCountryCode = z.custom<PhoneCountry>(
  (value) => typeof value === 'string' && isPhoneCountry(value),
);

/** Everything a worker needs to turn a chunk's cells into records; kept beside the chunks. */
export const ImportPlan = z.strictObject({
  importId: z.string(),
  mapping: Mapping,
  form: TableForm,
  language: z.enum(['en', 'zh']),
  options: ImportOptions,
  /** SHA-256 of the file's bytes, in hex. */
  contentHash: z.string(),
  /** 0 to 1: how much of the columns is understood. */
  confidence: z.number(),
  /** Of a workbook, the sheets to choose from. */
  sheets: z.array(z.string()).optional(),
  conventions: z.strictObject({
    country: PhoneCountryCode.optional(),
    currency: z.string(),
    decimalComma: z.boolean(),
    dateOrder: z.enum(['dmy', 'mdy']).optional(),
    utcOffset: z.string(),
    /** Only of text. */
    quote: z.enum(quoteMarks).optional(),
    quoteEscape: z.enum(quoteEscapes).optional(),
  }),
});

export type ImportPlan = z.infer<typeof ImportPlan>;

/** A row as it would be stored, or why it would not. */
export const PreviewRow = z.strictObject({
  row: z.int(),
  values: z.record(z.string(), z.unknown()),
  notes: z.array(z.string()),
  reason: Problem.optional(),
  warnings: z.array(Problem),
});

export type PreviewRow = z.infer<typeof PreviewRow>;

export const Preview = z.strictObject({ rows: z.array(PreviewRow) });

/** A line of a chunk object: the row's number and its cells, already decoded. */
export const ChunkLine = z.tuple([z.int(), z.array(z.string())]);

/** Names of an import's objects in the bucket. `inbox/` and `uploads/` start imports, these do not. */
export const importKeys = {
  plan: (id: string) => `imports/${id}/plan.json`,
  chunk: (id: string, chunk: number) => `imports/${id}/chunks/${numbered(chunk)}.ndjson`,
  results: (id: string, stage: Stage, chunk: number) =>
    `imports/${id}/${stage}/chunk-${numbered(chunk)}.json`,
  preview: (id: string) => `imports/${id}/preview.json`,
  report: (id: string) => `outbox/${id}/report.json`,
  errors: (id: string) => `outbox/${id}/errors.csv`,
  test: (id: string, run: number) => `outbox/${id}/test-${run}.csv`,
  undo: (id: string) => `outbox/${id}/undo.csv`,
} as const;

/** Five digits hold the chunks of the largest file even where every row fills its own. */
export function numbered(chunk: number): string {
  return String(chunk).padStart(5, '0');
}
