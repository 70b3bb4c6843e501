import type { AuditEntry } from '#shared/audit/audit-entry';
import type { AuditLog, AuditWriter } from '#shared/audit/audit-log';
import type { Principal } from '#shared/auth/principal';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import { csvLine, inertText } from '#shared/tabular/write-csv';
import { type AuditRange, wholeRange } from './read-audit.ts';

export interface ExportAuditNeeds {
  readonly log: AuditLog;
  readonly writer: AuditWriter;
  readonly clock: Clock;
}

/** What one answer of a function can hold with room to spare. */
const most = 5_000;

const columns = [
  'at',
  'by',
  'action',
  'subject',
  'subjectIds',
  'fields',
  'means',
  'cause',
  'sourceIp',
  'id',
] as const;

/** Entries as CSV with a byte order mark, so that Excel reads Chinese; no cell can run as a formula. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const cell = (value: string | readonly string[] | undefined) =>
    inertText(typeof value === 'string' ? value : (value ?? []).join(' '));
  const lines = entries.map((entry) =>
    csvLine(
      columns.map((name) => cell(entry[name])),
      ',',
    ),
  );
  return `\ufeff${[csvLine(columns, ','), ...lines].join('\r\n')}\r\n`;
}

/**
 * A stretch of the audit as a file; that it was taken is an entry of the audit itself. Throws
 * `request.invalid` for more than 5,000 entries.
 */
export async function exportAudit(
  { log, writer, clock }: ExportAuditNeeds,
  { userId }: Principal,
  { requestId, sourceIp }: Pick<RequestFacts, 'requestId' | 'sourceIp'>,
  { format, ...range }: AuditRange & { readonly format: 'csv' | 'json' },
) {
  const now = clock.now();
  const whole = wholeRange(range, now);
  const entries: AuditEntry[] = [];
  let after: string | undefined;
  do {
    const page = await log.list({ ...whole, limit: 500, after });
    entries.push(...page.entries);
    after = page.next;
    if (entries.length > most || (entries.length === most && after !== undefined))
      throw new DomainError('request.invalid', {
        detail: `There are more than ${most} entries; choose a shorter stretch.`,
        fields: [{ field: 'from', message: 'Choose a later beginning.' }],
      });
  } while (after !== undefined);
  const at = now.toISOString();
  await writer.note({
    ...{ id: requestId, at, by: userId, action: 'exported', subject: 'audit', means: 'api' },
    ...{ subjectIds: [`${whole.from}/${whole.to}`], fields: [], cause: requestId, sourceIp },
  });
  const name = `audit-${whole.from.slice(0, 10)}-${whole.to.slice(0, 10)}.${format}`;
  if (format === 'csv') return { name, mediaType: 'text/csv', content: auditCsv(entries) } as const;
  const content = JSON.stringify({ from: whole.from, to: whole.to, entries }, undefined, 1);
  return { name, mediaType: 'application/json', content } as const;
}
