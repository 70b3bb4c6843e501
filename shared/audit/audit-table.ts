import * as z from 'zod';

/** Where the audit is written, and for how long it is kept. */
export interface AuditTable {
  readonly table: string;
  readonly retentionMonths: number;
}

const Months = z.coerce.number().int().min(1).max(120);

/** The table as functions find it in their environment. */
export function openAuditTable(environment: {
  readonly AUDIT_TABLE: string;
  readonly AUDIT_RETENTION_MONTHS: string;
}): AuditTable {
  const { AUDIT_TABLE: table, AUDIT_RETENTION_MONTHS: months } = environment;
  return { table, retentionMonths: Months.parse(months) };
}
