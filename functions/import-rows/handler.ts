import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { announceImport } from '#shared/imports/announce-import';
import { RowsMessage } from '#shared/imports/chunk-queue';
import { createDirectoryAddressees, createDirectoryPeople } from '#shared/imports/directory-people';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createDynamoMatchClaims } from '#shared/imports/dynamo-match-claims';
import { createEventBridgeImportEvents } from '#shared/imports/event-bridge-import-events';
import { queueWorker } from '#shared/imports/queue-worker';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import { createSqsChunkQueue } from '#shared/imports/sqs-chunk-queue';
import { createSesMailer } from '#shared/mail/ses-mailer';
import { createLog } from '#shared/observability/logger';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoErasedPeople } from '#shared/privacy/dynamo-erased-people';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { readEnvironment } from '../define-function.ts';
import { importRowsFunction } from './function.ts';
import { workChunk } from './work-chunk.ts';

const environment = readEnvironment(importRowsFunction);
const log = createLog('import-rows');
const documents = createDocumentClient();
const directory = createDynamoDirectory(documents, environment.IDENTITY_TABLE);
const users = createDynamoUsers({ documents, table: environment.IDENTITY_TABLE, clock, ids });
const now = () => clock.now().toISOString();

const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);

const needs = {
  definitions,
  now,
  ids,
  store: createDynamoImportStore(documents, environment.JOBS_TABLE, now),
  files: createS3ImportFiles(new S3Client({ maxAttempts: 3 }), environment.FILES_BUCKET),
  queue: createSqsChunkQueue(new SQSClient({ maxAttempts: 3 }), environment.IMPORT_ROWS_QUEUE_URL),
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
};
const announceNeeds = {
  store: needs.store,
  mailer: createSesMailer({
    from: environment.MAIL_FROM,
    configurationSet: environment.MAIL_CONFIGURATION_SET,
  }),
  bus: createEventBridgeImportEvents(
    new EventBridgeClient({ maxAttempts: 3 }),
    environment.EVENT_BUS_NAME,
  ),
  addressees: createDirectoryAddressees(directory),
  appOrigin: environment.APP_ORIGIN,
};

export const handler = queueWorker(RowsMessage, log, async (message) => {
  if ('announce' in message) return announceImport(announceNeeds, message.announce);
  await definitions.refresh();
  const ended = await workChunk(needs, message);
  if (ended)
    log.info('import.finished', `An import is ${ended.state}.`, {
      importId: ended.id,
      ...(ended.rows === undefined ? {} : { count: ended.rows }),
    });
});
