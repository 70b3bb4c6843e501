import { S3Client } from '@aws-sdk/client-s3';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { ChunkMessage } from '#shared/imports/chunk-queue';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createDynamoMatchClaims } from '#shared/imports/dynamo-match-claims';
import { finishImport } from '#shared/imports/finish-import';
import { queueWorker } from '#shared/imports/queue-worker';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import { createLog } from '#shared/observability/logger';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { readEnvironment } from '../define-function.ts';
import { importRowsFunction } from './function.ts';
import { importChunk } from './import-chunk.ts';

const environment = readEnvironment(importRowsFunction);
const log = createLog('import-rows');
const documents = createDocumentClient();
const now = () => systemClock.now().toISOString();

const needs = {
  now,
  ids,
  store: createDynamoImportStore(documents, environment.JOBS_TABLE, now),
  files: createS3ImportFiles(new S3Client({ maxAttempts: 3 }), environment.FILES_BUCKET),
  records: createDynamoBulkRecordStore(documents, environment.RECORDS_TABLE),
  claims: createDynamoMatchClaims(documents, environment.RECORDS_TABLE),
  starters: createDirectoryStarters(
    createDynamoDirectory(documents, environment.IDENTITY_TABLE),
    createRoleCache(documents, environment.IDENTITY_TABLE),
  ),
};

export const handler = queueWorker(ChunkMessage, log, async (message) => {
  const end = await importChunk(needs, message);
  if (end.kind === 'idle' || !end.lastOne) return;
  const finished = await finishImport(needs, end.job);
  if (finished)
    log.info('import.finished', `An import is ${finished.state}.`, {
      importId: finished.id,
      ...(finished.rows === undefined ? {} : { count: finished.rows }),
    });
});
