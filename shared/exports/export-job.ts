import * as z from 'zod';
import { objectNames } from '#shared/objects/names';

export const exportFormats = ['csv', 'xlsx'] as const;

export const exportStates = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

/** An export as it is stored; kept for 30 days, its file with it. */
export const ExportJob = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  object: z.enum(objectNames),
  format: z.enum(exportFormats),
  filters: z.record(z.string(), z.string()),
  sort: z.string().optional(),
  /** The fields in their order; the record's own facts (`id`, `createdAt` …) may be among them. */
  columns: z.array(z.string()),
  locale: z.enum(['en', 'zh']),
  startedBy: z.string(),
  state: z.enum(exportStates),
  rows: z.int(),
  bytes: z.int().optional(),
  /** Why it failed, as a code. */
  problem: z.enum(['not_permitted', 'too_many_rows']).optional(),
  createdAt: z.string(),
  endedAt: z.string().optional(),
});

export type ExportJob = z.output<typeof ExportJob>;

/** Where an export's file lies in the bucket; the same for every try. */
export function exportFileKey({ id, format }: Pick<ExportJob, 'id' | 'format'>): string {
  return `outbox/exports/${id}.${format}`;
}

/** The name under which people get the file. */
export function exportFileName({ object, createdAt, format }: ExportJob): string {
  return `${object}-${createdAt.slice(0, 10)}.${format}`;
}
