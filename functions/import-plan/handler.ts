import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { fileCalls, quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock } from '#shared/domain/clock';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createDynamoSavedMappings } from '#shared/imports/dynamo-saved-mappings';
import { heap } from '#shared/imports/heap';
import { queueWorker } from '#shared/imports/queue-worker';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import { createSqsChunkQueue } from '#shared/imports/sqs-chunk-queue';
import { createLog } from '#shared/observability/logger';
import { createRoleCache } from '#shared/permissions/role-cache';
import { readEnvironment } from '../define-function.ts';
import { usualChunkRows } from './chunk-writer.ts';
import { importPlanFunction } from './function.ts';
import { PlanMessage } from './object-created.ts';
import { planImport } from './plan-import.ts';

const environment = readEnvironment(importPlanFunction);
const log = createLog('import-plan');
const documents = createDocumentClient();
const now = () => systemClock.now().toISOString();
const bucket = environment.FILES_BUCKET;

const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);

const needs = {
  definitions,
  bucket,
  heap,
  chunkRows: usualChunkRows,
  now,
  store: createDynamoImportStore(documents, environment.JOBS_TABLE, now),
  files: createS3ImportFiles(inTime(new S3Client(fileCalls)), bucket),
  queue: createSqsChunkQueue(inTime(new SQSClient(quickCalls)), environment.IMPORT_ROWS_QUEUE_URL),
  mappings: createDynamoSavedMappings(documents, environment.JOBS_TABLE),
  starters: createDirectoryStarters(
    createDynamoDirectory(documents, environment.IDENTITY_TABLE),
    createRoleCache(documents, environment.IDENTITY_TABLE, definitions),
  ),
};

export const handler = queueWorker(PlanMessage, log, async (message) => {
  await definitions.refresh();
  const job = await planImport(needs, message);
  if (!job) return log.info('import.ignored', 'An object in the bucket starts no import.');
  log.info('import.planned', `An import is ${job.state}.`, {
    importId: job.id,
    ...(job.rows === undefined ? {} : { count: job.rows }),
    ...(job.problems[0] ? { errorCode: job.problems[0].code } : {}),
  });
});
