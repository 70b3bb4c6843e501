import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { createS3FileLinks } from '#shared/files/s3-file-links';
import { apiHandler } from '#shared/http/api-handler';
import { createDirectoryPeople } from '#shared/imports/directory-people';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createDynamoMatchClaims } from '#shared/imports/dynamo-match-claims';
import { createDynamoSavedMappings } from '#shared/imports/dynamo-saved-mappings';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import { createSqsChunkQueue } from '#shared/imports/sqs-chunk-queue';
import { createSqsPlanQueue } from '#shared/imports/sqs-plan-queue';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoErasedPeople } from '#shared/privacy/dynamo-erased-people';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { readEnvironment } from '../define-function.ts';
import { importsFunction } from './function.ts';
import { importHandlers } from './import-handlers.ts';
import { importRoutes } from './routes.ts';

const environment = readEnvironment(importsFunction);
const documents = createDocumentClient();
const s3 = new S3Client({ maxAttempts: 3 });
const sqs = new SQSClient({ maxAttempts: 3 });
const now = () => clock.now().toISOString();
const directory = createDynamoDirectory(documents, environment.IDENTITY_TABLE);
const users = createDynamoUsers({ documents, table: environment.IDENTITY_TABLE, clock, ids });

const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);

const dependencies = {
  definitions,
  now,
  clock,
  ids,
  store: createDynamoImportStore(documents, environment.JOBS_TABLE, now),
  files: createS3ImportFiles(s3, environment.FILES_BUCKET),
  links: createS3FileLinks(s3, environment.FILES_BUCKET),
  queue: createSqsChunkQueue(sqs, environment.IMPORT_ROWS_QUEUE_URL),
  planQueue: createSqsPlanQueue(sqs, environment.IMPORT_FILES_QUEUE_URL),
  mappings: createDynamoSavedMappings(documents, environment.JOBS_TABLE),
  records: createDynamoBulkRecordStore(documents, environment.RECORDS_TABLE),
  claims: createDynamoMatchClaims(documents, environment.RECORDS_TABLE),
  erased: createDynamoErasedPeople(
    documents,
    environment.RECORDS_TABLE,
    createDynamoCursorSecret(documents, environment.RECORDS_TABLE, 'erasure'),
  ),
  matches: createDynamoMatchIndex(documents, environment.SEARCH_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  people: createDirectoryPeople({ directory, users, now }),
  starters: createDirectoryStarters(
    directory,
    createRoleCache(documents, environment.IDENTITY_TABLE, definitions),
  ),
  cursorSecret: createDynamoCursorSecret(documents, environment.JOBS_TABLE),
};

export const handler = apiHandler(importRoutes, importHandlers(dependencies), {
  gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock, definitions }),
  permits,
  appOrigin: environment.APP_ORIGIN,
  log: createLog('imports'),
});
