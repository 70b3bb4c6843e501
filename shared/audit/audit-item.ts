import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { type AuditEntry, auditSubjects } from './audit-entry.ts';

/** Position of an entry in every list: its time, then its id. */
export function auditPosition({ at, id }: Pick<AuditEntry, 'at' | 'id'>): string {
  return `${at}#${id}`;
}

export function auditKey(id: string): ItemKey {
  return { pk: `entry#${id}`, sk: 'entry' };
}

/** The partition of a month, by which the audit is read. */
export function monthPartition(iso: string): string {
  return `month#${iso.slice(0, 7)}`;
}

export function personPartition(userId: string): string {
  return `person#${userId}`;
}

const StoredEntry = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  at: z.string(),
  by: z.string(),
  action: z.string(),
  subject: z.enum(auditSubjects),
  subjectIds: z.array(z.string()),
  fields: z.array(z.string()),
  means: z.string(),
  cause: z.string().optional(),
  sourceIp: z.string().optional(),
});

/** When an entry may go: so many months after it, of 31 days, so that none goes too early. */
function expiryOf(at: string, retentionMonths: number): number {
  return Math.ceil(Date.parse(at) / 1_000) + retentionMonths * 31 * 86_400;
}

export function toAuditItem(entry: AuditEntry, retentionMonths: number): Record<string, unknown> {
  return {
    ...auditKey(entry.id),
    schemaVersion: 1,
    ...entry,
    monthPk: monthPartition(entry.at),
    personPk: personPartition(entry.by),
    timeSk: auditPosition(entry),
    expiresAt: expiryOf(entry.at, retentionMonths),
  };
}

export function fromAuditItem(item: unknown): AuditEntry {
  const { schemaVersion: _, ...entry } = StoredEntry.parse(item);
  return entry;
}
