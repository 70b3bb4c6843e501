import type { Context } from 'aws-lambda';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { queueWorker } from '#shared/imports/queue-worker';
import { createDynamoMerges } from '#shared/merges/dynamo-merges';
import { MergeMessage } from '#shared/merges/merge';
import { createLog } from '#shared/observability/logger';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import type { MergeDependencies } from '../merges/merge-dependencies.ts';
import { continueMerge } from './continue-merge.ts';
import { mergeWorkerFunction } from './function.ts';

const environment = readEnvironment(mergeWorkerFunction);
const log = createLog('merge-worker');
const documents = createDocumentClient();
const table = environment.RECORDS_TABLE;
const directory = createDynamoDirectory(documents, environment.IDENTITY_TABLE);
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const starters = createDirectoryStarters(
  directory,
  createRoleCache(documents, environment.IDENTITY_TABLE, definitions),
);
const dependencies: MergeDependencies = {
  store: createDynamoRecordStore(documents, table),
  merges: createDynamoMerges(documents, table),
  members: createDynamoMembers(documents, table),
  shares: createDynamoSharesOfCaller({ documents, table, clock }),
  queue: createSqsJobQueue(environment.MERGES_QUEUE_URL),
  cursorSecret: createDynamoCursorSecret(documents, table),
  definitions,
  directory,
  clock,
  ids,
};

/** Left for the last related record and the merge's own transaction. */
const reserveMs = 20_000;

export async function handler(event: unknown, context: Context) {
  const mayGoOn = () => context.getRemainingTimeInMillis() > reserveMs;
  const work = queueWorker(MergeMessage, log, async (message) => {
    await definitions.refresh();
    const outcome = await continueMerge(dependencies, starters, message, mayGoOn);
    log.info(`merge.${outcome}`, 'A merge was worked on.', { recordId: message.winnerId });
  });
  return await work(event);
}
