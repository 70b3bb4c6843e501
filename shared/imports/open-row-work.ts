import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoErasedPeople } from '#shared/privacy/dynamo-erased-people';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { createDirectoryPeople } from './directory-people.ts';
import { createDirectoryStarters } from './directory-starters.ts';
import { createDynamoImportStore } from './dynamo-import-store.ts';
import { createDynamoMatchClaims } from './dynamo-match-claims.ts';
import { createS3ImportFiles } from './s3-import-files.ts';
import { createSqsChunkQueue } from './sqs-chunk-queue.ts';

/** Where the rows of imports come from and go to. */
export type RowWorkEnvironment = Readonly<
  Record<
    | 'FILES_BUCKET'
    | 'IDENTITY_TABLE'
    | 'IMPORT_ROWS_QUEUE_URL'
    | 'JOBS_TABLE'
    | 'RECORDS_TABLE'
    | 'SEARCH_TABLE',
    string
  >
>;

/** What rows are written with, whether they come from a file or in a request; one document client for all. */
export function openRowWork(
  environment: RowWorkEnvironment,
  { s3, sqs }: { readonly s3: S3Client; readonly sqs: SQSClient },
) {
  const { FILES_BUCKET, IDENTITY_TABLE, JOBS_TABLE, RECORDS_TABLE } = environment;
  const documents = createDocumentClient();
  const now = () => clock.now().toISOString();
  const directory = createDynamoDirectory(documents, IDENTITY_TABLE);
  const users = createDynamoUsers({ documents, table: IDENTITY_TABLE, clock, ids });
  const definitions = createDefinitionCache(documents, IDENTITY_TABLE);
  const secret = createDynamoCursorSecret(documents, RECORDS_TABLE, 'erasure');
  const roles = createRoleCache(documents, IDENTITY_TABLE, definitions);
  const rowWork = {
    definitions,
    now,
    ids,
    store: createDynamoImportStore(documents, JOBS_TABLE, now),
    files: createS3ImportFiles(s3, FILES_BUCKET),
    queue: createSqsChunkQueue(sqs, environment.IMPORT_ROWS_QUEUE_URL),
    records: createDynamoBulkRecordStore(documents, RECORDS_TABLE),
    claims: createDynamoMatchClaims(documents, RECORDS_TABLE),
    erased: createDynamoErasedPeople(documents, RECORDS_TABLE, secret),
    matches: createDynamoMatchIndex(documents, environment.SEARCH_TABLE),
    shares: createDynamoSharesOfCaller({ documents, table: RECORDS_TABLE, clock }),
    people: createDirectoryPeople({ directory, users, now }),
    starters: createDirectoryStarters(directory, roles),
  };
  return { documents, directory, definitions, rowWork };
}
