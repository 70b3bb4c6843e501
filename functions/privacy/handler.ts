import { S3Client } from '@aws-sdk/client-s3';
import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import type { Principal } from '#shared/auth/principal';
import { fileCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { openCursor, sealCursor } from '#shared/data/cursor';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { DomainError } from '#shared/errors/domain-error';
import { createS3FileLinks } from '#shared/files/s3-file-links';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createDynamoMerges } from '#shared/merges/dynamo-merges';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoPersonRequests } from '#shared/privacy/dynamo-person-requests';
import { personFileKey, type requestKinds, type Subject } from '#shared/privacy/person-request';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { readEnvironment } from '../define-function.ts';
import { privacyFunction } from './function.ts';
import { previewPerson } from './preview-person.ts';
import { privacyRoutes } from './routes.ts';
import { startPersonRequest } from './start-person-request.ts';

const environment = readEnvironment(privacyFunction);
const documents = createDocumentClient();
const store = createDynamoRecordStore(documents, environment.RECORDS_TABLE);
const requests = createDynamoPersonRequests(documents, environment.JOBS_TABLE);
const finding = {
  store,
  matches: createDynamoMatchIndex(documents, environment.SEARCH_TABLE),
  relations: createDynamoMerges(documents, environment.RECORDS_TABLE),
};
const starting = {
  store,
  requests,
  queue: createSqsJobQueue(environment.PEOPLE_QUEUE_URL),
  audit: createDynamoAuditWriter(documents, openAuditTable(environment)),
  clock,
  ids,
};
const links = createS3FileLinks(inTime(new S3Client(fileCalls)), environment.FILES_BUCKET);
const cursorSecret = createDynamoCursorSecret(documents, environment.JOBS_TABLE);

interface Asked {
  readonly principal: Principal;
  readonly body: { readonly subjects: Subject[]; readonly reason: string };
  readonly request: RequestFacts;
}

const start =
  (kind: (typeof requestKinds)[number]) =>
  async ({ principal, body, request: { requestId, sourceIp } }: Asked) => {
    const input = { kind, ...body, requestId, sourceIp };
    const started = await startPersonRequest(starting, principal, input);
    return { body: started, headers: { location: `/person-requests/${started.id}` } };
  };

export const handler = apiHandler(
  privacyRoutes,
  {
    previewPerson: async ({ body }) => {
      const { people, related } = await previewPerson(finding, body);
      return { body: { people: [...people], related: [...related] } };
    },
    exportPerson: start('export'),
    erasePerson: start('erasure'),
    listPersonRequests: async ({ principal, query: { limit, cursor } }) => {
      const purpose = `person requests ${principal.userId}`;
      const after = await openCursor(cursorSecret, purpose, cursor);
      const page = await requests.list({ limit, after });
      const nextCursor = await sealCursor(cursorSecret, purpose, page.next);
      return { body: { items: [...page.requests], nextCursor } };
    },
    getPersonRequest: async ({ params }) => {
      const found = await requests.find(params.personRequestId);
      if (!found) throw new DomainError('request.not_found');
      const hasFile = found.kind === 'export' && found.fileErasedAt === undefined;
      if (!hasFile || found.state !== 'done') return { body: found };
      const name = `person-${found.createdAt.slice(0, 10)}.json`;
      const link = await links.download({ key: personFileKey(found) }, name);
      return { body: { ...found, link } };
    },
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('privacy'),
  },
);
