import * as z from 'zod';
import { auditSubjects } from '#shared/audit/audit-entry';
import { defineRoutes } from '#shared/http/route';

const Time = z.iso.datetime({ error: 'Send a time as 2026-01-31T00:00:00Z.' });

const range = {
  from: Time.meta({ description: 'The first moment that counts, UTC.' }),
  to: Time.optional().meta({ description: 'The last moment that counts; now, unless given.' }),
  by: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'Give the id of a person.')
    .optional()
    .meta({ description: 'Only what this person did.' }),
  subject: z.enum(auditSubjects).optional().meta({ description: 'Only what this happened to.' }),
  subjectId: z
    .string()
    .regex(/^[\p{L}\p{N} ._~-]{1,200}$/u, 'Give the id of a record, role, person or share.')
    .optional()
    .meta({ description: 'Only this record, role or person.' }),
};

const EntryView = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    by: z.string().meta({ description: 'The id of the person who did it.' }),
    action: z.string(),
    subject: z.enum(auditSubjects),
    subjectIds: z.array(z.string()),
    fields: z
      .array(z.string())
      .meta({ description: 'Names of fields; values stand in the record’s history.' }),
    means: z.string(),
    cause: z.string().optional(),
    sourceIp: z.string().optional(),
  })
  .meta({ id: 'AuditEntry', description: 'Who did what, when and how.' });

export const auditRoutes = defineRoutes({
  listAudit: {
    method: 'GET',
    path: '/audit',
    summary: 'List who did what, newest first: changes, reads of financial data, exports, security',
    permission: 'audit.read',
    query: z.strictObject({
      ...range,
      from: range.from.optional().meta({ description: 'The last 30 days, unless given.' }),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(4_000).optional(),
    }),
    status: 200,
    response: z.object({ entries: z.array(EntryView), nextCursor: z.string().optional() }),
    errors: ['request.cursor_invalid'],
  },
  exportAudit: {
    method: 'POST',
    path: '/audit/export',
    summary: 'Download a stretch of the audit as CSV or JSON, at most 5,000 entries',
    permission: 'audit.read',
    body: z.strictObject({ ...range, format: z.enum(['csv', 'json']).default('csv') }),
    status: 200,
    download: true,
    errors: [],
  },
});
