import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { fileCalls } from '#shared/clients/client-limits';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { queueWorker } from '#shared/imports/queue-worker';
import { createDynamoMerges } from '#shared/merges/dynamo-merges';
import { objects } from '#shared/objects/objects';
import { createLog } from '#shared/observability/logger';
import { createDynamoErasedPeople } from '#shared/privacy/dynamo-erased-people';
import { createDynamoPersonRequests } from '#shared/privacy/dynamo-person-requests';
import { PersonRequestMessage, personObjects } from '#shared/privacy/person-request';
import { findByName } from '#shared/records/dynamo-find-by-name';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { readEnvironment } from '../define-function.ts';
import { createDynamoRecordErasure } from './dynamo-record-erasure.ts';
import { createDynamoTableSweep } from './dynamo-table-sweep.ts';
import { privacyWorkerFunction } from './function.ts';
import type { PersonNeeds } from './person-world.ts';
import { runPersonRequest } from './run-person-request.ts';
import { createS3PersonFiles } from './s3-person-files.ts';

const environment = readEnvironment(privacyWorkerFunction);
const log = createLog('privacy-worker');
const documents = createDocumentClient();
const records = environment.RECORDS_TABLE;
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const needs: PersonNeeds = {
  store: createDynamoRecordStore(documents, records),
  requests: createDynamoPersonRequests(documents, environment.JOBS_TABLE),
  queue: createSqsJobQueue(environment.PEOPLE_QUEUE_URL),
  erasure: createDynamoRecordErasure(documents, records, definitions),
  sweep: createDynamoTableSweep(documents, {
    records,
    jobs: environment.JOBS_TABLE,
    search: environment.SEARCH_TABLE,
    audit: environment.AUDIT_TABLE,
  }),
  files: createS3PersonFiles(new S3Client(fileCalls), environment.FILES_BUCKET),
  erased: createDynamoErasedPeople(
    documents,
    records,
    createDynamoCursorSecret(documents, records, 'erasure'),
  ),
  matches: createDynamoMatchIndex(documents, environment.SEARCH_TABLE),
  relations: createDynamoMerges(documents, records),
  members: createDynamoMembers(documents, records),
  namesakes: async (name) =>
    (
      await Promise.all(
        personObjects.map((object) => findByName(documents, records, objects[object], name)),
      )
    ).flat(),
  definitions,
  clock,
  ids,
};

/** Left for the end of a step. */
const reserveMs = 60_000;

export async function handler(event: unknown, context: Context) {
  const mayGoOn = () => context.getRemainingTimeInMillis() > reserveMs;
  const work = queueWorker(PersonRequestMessage, log, async (message) => {
    await definitions.refresh();
    const outcome = await runPersonRequest(needs, message, mayGoOn);
    log.info(`person_request.${outcome}`, 'A request about a person was worked on.', {
      recordId: message.requestId,
    });
  });
  return await work(event);
}
