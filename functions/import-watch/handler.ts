import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { fileCalls, quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import { createSqsChunkQueue } from '#shared/imports/sqs-chunk-queue';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { importWatchFunction } from './function.ts';
import { watchImports } from './watch-imports.ts';

const environment = readEnvironment(importWatchFunction);
const log = createLog('import-watch');
const now = () => systemClock.now().toISOString();

const needs = {
  now,
  store: createDynamoImportStore(createDocumentClient(), environment.JOBS_TABLE, now),
  files: createS3ImportFiles(inTime(new S3Client(fileCalls)), environment.FILES_BUCKET),
  queue: createSqsChunkQueue(inTime(new SQSClient(quickCalls)), environment.IMPORT_ROWS_QUEUE_URL),
};

export async function handler(): Promise<void> {
  for (const [importId, end] of await watchImports(needs))
    if (end !== 'moving') log.warn('import.halted', `A halted import: ${end}.`, { importId });
}
