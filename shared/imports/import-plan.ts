import * as z from 'zod';
import { isPhoneCountry, type PhoneCountry } from '#shared/text/phone';
import { TableForm } from './import-job.ts';
import { Mapping } from './mapping/mapping.ts';

const PhoneCountryCode = z.custom<PhoneCountry>(
  (value) => typeof value === 'string' && isPhoneCountry(value),
);

/** Everything a worker needs to turn a chunk's cells into records; kept beside the chunks. */
export const ImportPlan = z.strictObject({
  importId: z.string(),
  mapping: Mapping,
  form: TableForm,
  language: z.enum(['en', 'zh']),
  conventions: z.strictObject({
    country: PhoneCountryCode.optional(),
    currency: z.string(),
    decimalComma: z.boolean(),
    dateOrder: z.enum(['dmy', 'mdy']).optional(),
    utcOffset: z.string(),
  }),
});

export type ImportPlan = z.infer<typeof ImportPlan>;

/** A line of a chunk object: the row's number and its cells, already decoded. */
export const ChunkLine = z.tuple([z.int(), z.array(z.string())]);

/** Names of an import's objects in the bucket. `inbox/` and `uploads/` start imports, these do not. */
export const importKeys = {
  plan: (id: string) => `imports/${id}/plan.json`,
  chunk: (id: string, chunk: number) => `imports/${id}/chunks/${numbered(chunk)}.ndjson`,
  results: (id: string, chunk: number) => `imports/${id}/results/chunk-${numbered(chunk)}.json`,
  report: (id: string) => `outbox/${id}/report.json`,
  errors: (id: string) => `outbox/${id}/errors.csv`,
} as const;

/** Five digits hold the chunks of the largest file even where every row fills its own. */
export function numbered(chunk: number): string {
  return String(chunk).padStart(5, '0');
}
