import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { fileCalls, quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { systemClock as clock } from '#shared/domain/clock';
import { createS3FileLinks } from '#shared/files/s3-file-links';
import { apiHandler } from '#shared/http/api-handler';
import { createDynamoSavedMappings } from '#shared/imports/dynamo-saved-mappings';
import { openRowWork } from '#shared/imports/open-row-work';
import { createSqsPlanQueue } from '#shared/imports/sqs-plan-queue';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { importsFunction } from './function.ts';
import { importHandlers } from './import-handlers.ts';
import { importRoutes } from './routes.ts';

const environment = readEnvironment(importsFunction);
const s3 = inTime(new S3Client(fileCalls));
const sqs = inTime(new SQSClient(quickCalls));
const { documents, definitions, rowWork } = openRowWork(environment, { s3, sqs });

const dependencies = {
  ...rowWork,
  clock,
  links: createS3FileLinks(s3, environment.FILES_BUCKET),
  planQueue: createSqsPlanQueue(sqs, environment.IMPORT_FILES_QUEUE_URL),
  mappings: createDynamoSavedMappings(documents, environment.JOBS_TABLE),
  cursorSecret: createDynamoCursorSecret(documents, environment.JOBS_TABLE),
};

export const handler = apiHandler(importRoutes, importHandlers(dependencies), {
  gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock, definitions }),
  permits,
  appOrigin: environment.APP_ORIGIN,
  log: createLog('imports'),
});
