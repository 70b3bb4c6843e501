import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { fileCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { randomSecret } from '#shared/domain/ids';
import { createDynamoExports } from '#shared/exports/dynamo-exports';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { queueWorker } from '#shared/imports/queue-worker';
import { createLog } from '#shared/observability/logger';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import { listRecords } from '../records/list-records.ts';
import { exportRowsFunction } from './function.ts';
import { type ListedPages, runExport } from './run-export.ts';
import { createS3ExportFiles } from './s3-export-files.ts';

const environment = readEnvironment(exportRowsFunction);
const log = createLog('export-rows');
const documents = createDocumentClient();
const directory = createDynamoDirectory(documents, environment.IDENTITY_TABLE);
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
/** Cursors go from page to page here and never to a client; the deployment's secret may not be there yet, nor be made with these rights. */
const secret = randomSecret();
const records = {
  store: createDynamoRecordStore(documents, environment.RECORDS_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  cursorSecret: { read: async () => secret },
};

/** Records of one page: few enough to be held, many enough to be quick. */
const pageSize = 400;

const pages: ListedPages = async function* (caller, { object, filters, sort }) {
  let cursor: string | undefined;
  do {
    const described = definitions.current(object);
    const input = { object: described, limit: pageSize, cursor, sort, filters };
    const page = await listRecords(records, caller, input);
    yield page.records;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
};

const needs = {
  store: createDynamoExports(documents, environment.JOBS_TABLE),
  files: createS3ExportFiles(inTime(new S3Client(fileCalls)), environment.FILES_BUCKET),
  starters: createDirectoryStarters(
    directory,
    createRoleCache(documents, environment.IDENTITY_TABLE, definitions),
  ),
  pages,
  definitions,
  directory,
  clock,
};

const ExportMessage = z.object({ exportId: z.string() });

export const handler = queueWorker(ExportMessage, log, ({ exportId }) =>
  runExport(needs, exportId),
);
