import type { AuditEntry } from '#shared/audit/audit-entry';
import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditLog } from '#shared/audit/dynamo-audit-log';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { systemClock as clock } from '#shared/domain/clock';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { exportAudit } from './export-audit.ts';
import { auditFunction } from './function.ts';
import { listAudit } from './read-audit.ts';
import { auditRoutes } from './routes.ts';

const environment = readEnvironment(auditFunction);
const { AUDIT_TABLE: auditTable, IDENTITY_TABLE: identityTable } = environment;
const documents = createDocumentClient();
const needs = {
  log: createDynamoAuditLog({ documents, auditTable, identityTable }),
  writer: createDynamoAuditWriter(documents, openAuditTable(environment)),
  clock,
  cursorSecret: createDynamoCursorSecret(documents, environment.RECORDS_TABLE),
};

const viewOf = ({ subjectIds, fields, ...entry }: AuditEntry) => ({
  ...entry,
  subjectIds: [...subjectIds],
  fields: [...fields],
});

export const handler = apiHandler(
  auditRoutes,
  {
    listAudit: async ({ principal, query }) => {
      const { entries, nextCursor } = await listAudit(needs, principal, query);
      return { body: { entries: entries.map(viewOf), nextCursor } };
    },
    exportAudit: async ({ principal, body, request }) => ({
      body: undefined,
      file: await exportAudit(needs, principal, request, body),
    }),
  },
  {
    gate: createDynamoGate({ documents, table: identityTable, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('audit'),
  },
);
