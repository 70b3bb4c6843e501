import * as z from 'zod';
import type { AuditEntry } from './audit-entry.ts';

const EventItem = z.object({
  pk: z.string(),
  sk: z.string(),
  name: z.string(),
  at: z.string(),
  byUserId: z.string().optional(),
  sourceIp: z.string().optional(),
});

/** The stored security event of a person or role as an entry of the audit. */
export function securityEntry(item: unknown): AuditEntry {
  const { pk, sk, name, at, byUserId, sourceIp } = EventItem.parse(item);
  const [kind, subjectId = ''] = pk.split('#');
  return {
    id: sk.slice('event#'.length),
    at,
    by: byUserId ?? subjectId,
    action: name,
    subject: kind === 'role' ? 'role' : 'user',
    subjectIds: [subjectId],
    fields: [],
    means: 'api',
    sourceIp,
  };
}
