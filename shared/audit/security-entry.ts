import * as z from 'zod';
import type { AuditEntry, AuditSubject } from './audit-entry.ts';

const EventItem = z.object({
  pk: z.string(),
  sk: z.string(),
  name: z.string(),
  at: z.string(),
  byUserId: z.string().optional(),
  sourceIp: z.string().optional(),
  fields: z.array(z.string()).default([]),
});

/** What an event is about, by the first part of its item's key. */
const subjects: ReadonlyMap<string, AuditSubject> = new Map([
  ['role', 'role'],
  ['object', 'settings'],
]);

/** The stored security event of a person, role or object as an entry of the audit. */
export function securityEntry(item: unknown): AuditEntry {
  const { pk, sk, name, at, byUserId, sourceIp, fields } = EventItem.parse(item);
  const [kind = '', subjectId = ''] = pk.split('#');
  return {
    id: sk.slice('event#'.length),
    at,
    by: byUserId ?? subjectId,
    action: name,
    subject: subjects.get(kind) ?? 'user',
    subjectIds: [subjectId],
    fields,
    means: 'api',
    sourceIp,
  };
}
