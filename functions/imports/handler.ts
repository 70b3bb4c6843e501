import { S3Client } from '@aws-sdk/client-s3';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { importsFunction } from './function.ts';
import { importHandlers } from './import-handlers.ts';
import { importRoutes } from './routes.ts';
import { createS3FileLinks } from './s3-file-links.ts';

const environment = readEnvironment(importsFunction);
const documents = createDocumentClient();
const s3 = new S3Client({ maxAttempts: 3 });

const dependencies = {
  store: createDynamoImportStore(documents, environment.JOBS_TABLE, () =>
    clock.now().toISOString(),
  ),
  files: createS3ImportFiles(s3, environment.FILES_BUCKET),
  links: createS3FileLinks(s3, environment.FILES_BUCKET),
  clock,
  ids,
  cursorSecret: createDynamoCursorSecret(documents, environment.JOBS_TABLE),
};

export const handler = apiHandler(importRoutes, importHandlers(dependencies), {
  gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock }),
  permits,
  appOrigin: environment.APP_ORIGIN,
  log: createLog('imports'),
});
