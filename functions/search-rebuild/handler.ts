import { createDocumentClient } from '#shared/data/document-client';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { queueWorker } from '#shared/imports/queue-worker';
import { createLog } from '#shared/observability/logger';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoRebuilds } from '#shared/search/dynamo-rebuilds';
import { RebuildMessage } from '#shared/search/rebuild';
import { readEnvironment } from '../define-function.ts';
import { openIndexing } from '../search-index/open-indexing.ts';
import { createDynamoIndexWalk } from './dynamo-index-walk.ts';
import { searchRebuildFunction } from './function.ts';
import { runPart } from './run-part.ts';

const environment = readEnvironment(searchRebuildFunction);
const documents = createDocumentClient();
const { RECORDS_TABLE, SEARCH_TABLE, JOBS_TABLE, SEARCH_REBUILD_QUEUE_URL } = environment;
const indexing = openIndexing(documents, environment);
const needs = {
  ...indexing,
  tagsInUse: indexing.tags,
  bulk: createDynamoBulkRecordStore(documents, RECORDS_TABLE),
  walk: createDynamoIndexWalk(documents, { records: RECORDS_TABLE, search: SEARCH_TABLE }),
  rebuilds: createDynamoRebuilds(documents, JOBS_TABLE),
  queue: createSqsJobQueue<RebuildMessage>(SEARCH_REBUILD_QUEUE_URL),
};

export const handler = queueWorker(RebuildMessage, createLog('search-rebuild'), async (message) => {
  await needs.definitions.refresh();
  await runPart(needs, message);
});
