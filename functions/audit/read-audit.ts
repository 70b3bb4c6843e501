import type { AuditEntry, AuditSubject } from '#shared/audit/audit-entry';
import type { AuditLog } from '#shared/audit/audit-log';
import type { Principal } from '#shared/auth/principal';
import { type CursorSecret, openCursor, sealCursor } from '#shared/data/cursor';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';

export interface AuditRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: string | undefined;
  readonly subject?: AuditSubject | undefined;
  readonly subjectId?: string | undefined;
}

export interface ReadAuditNeeds {
  readonly log: AuditLog;
  readonly clock: Clock;
  readonly cursorSecret: CursorSecret;
}

const usualDays = 30;

/** The range in full, and which entries it means. Throws `request.invalid` for one that ends before it begins. */
export function wholeRange({ from, to, by, subject, subjectId }: AuditRange, now: Date) {
  const end = new Date(to ?? now).toISOString();
  const begin = new Date(from ?? now.getTime() - usualDays * 86_400_000).toISOString();
  if (begin > end)
    throw new DomainError('request.invalid', {
      fields: [{ field: 'from', message: 'Give a time before the end.' }],
    });
  const accepts = (entry: AuditEntry) =>
    (subject === undefined || entry.subject === subject) &&
    (subjectId === undefined || entry.subjectIds.includes(subjectId));
  return { from: begin, to: end, by, accepts };
}

/** One page of the audit, newest first. Throws `request.invalid` and `request.cursor_invalid`. */
export async function listAudit(
  { log, clock, cursorSecret }: ReadAuditNeeds,
  { userId }: Principal,
  { limit, cursor, ...range }: AuditRange & { limit: number; cursor?: string | undefined },
): Promise<{ readonly entries: readonly AuditEntry[]; readonly nextCursor: string | undefined }> {
  const purpose = JSON.stringify(['audit', userId, range]);
  const after = await openCursor(cursorSecret, purpose, cursor);
  const page = await log.list({ ...wholeRange(range, clock.now()), limit, after });
  return { entries: page.entries, nextCursor: await sealCursor(cursorSecret, purpose, page.next) };
}
