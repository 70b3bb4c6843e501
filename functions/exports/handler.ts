import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import type { Principal } from '#shared/auth/principal';
import { fileCalls, quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { openCursor, sealCursor } from '#shared/data/cursor';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoExports } from '#shared/exports/dynamo-exports';
import { type ExportJob, exportFileKey, exportFileName } from '#shared/exports/export-job';
import { createS3FileLinks } from '#shared/files/s3-file-links';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectName } from '#shared/objects/names';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { problemText } from './export-problem.ts';
import { exportsFunction } from './function.ts';
import { cancelExport, ownExport } from './own-export.ts';
import { exportRoutes, type NewExport } from './routes.ts';
import { createSqsExportQueue } from './sqs-export-queue.ts';
import { startExport } from './start-export.ts';

const environment = readEnvironment(exportsFunction);
const documents = createDocumentClient();
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const store = createDynamoExports(documents, environment.JOBS_TABLE);
const queue = createSqsExportQueue(
  inTime(new SQSClient(quickCalls)),
  environment.EXPORTS_QUEUE_URL,
);
const links = createS3FileLinks(inTime(new S3Client(fileCalls)), environment.FILES_BUCKET);
const audit = createDynamoAuditWriter(documents, openAuditTable(environment));
const cursorSecret = createDynamoCursorSecret(documents, environment.JOBS_TABLE);

const viewOf = ({ problem, ...job }: ExportJob, { locale }: Principal) => ({
  ...job,
  ...(problem === undefined ? {} : { problem: problemText(problem, locale) }),
});

interface Asked {
  readonly principal: Principal;
  readonly body: NewExport;
  readonly request: RequestFacts;
}

const start =
  (name: ObjectName) =>
  async ({ principal, body, request }: Asked) => {
    const object = definitions.current(name);
    const needs = { store, queue, audit, clock, ids };
    const job = await startExport(needs, principal, { object, asked: body, request });
    return { body: viewOf(job, principal), headers: { location: `/exports/${job.id}` } };
  };

export const handler = apiHandler(
  exportRoutes,
  {
    exportCompanies: start('company'),
    exportContacts: start('contact'),
    exportLeads: start('lead'),
    exportDeals: start('deal'),
    exportOrders: start('order'),
    exportTickets: start('ticket'),
    exportCampaigns: start('campaign'),
    exportActivities: start('activity'),
    exportTasks: start('task'),
    listExports: async ({ principal, query: { limit, cursor } }) => {
      const purpose = `exports ${principal.userId}`;
      const after = await openCursor(cursorSecret, purpose, cursor);
      const { jobs, next } = await store.list(principal.userId, { limit, after });
      const nextCursor = await sealCursor(cursorSecret, purpose, next);
      return { body: { items: jobs.map((job) => viewOf(job, principal)), nextCursor } };
    },
    getExport: async ({ principal, params }) => {
      const job = await ownExport(store, principal, params.exportId);
      if (job.state !== 'finished') return { body: viewOf(job, principal) };
      const file = { key: exportFileKey(job) };
      const link = await links.download(file, exportFileName(job));
      return { body: { ...viewOf(job, principal), link } };
    },
    cancelExport: async ({ principal, params }) => {
      const at = clock.now().toISOString();
      const job = await cancelExport(store, principal, params.exportId, at);
      return { body: viewOf(job, principal) };
    },
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock, definitions }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('exports'),
  },
);
