import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { fileCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { createDocumentClient } from '#shared/data/document-client';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { queueWorker } from '#shared/imports/queue-worker';
import { createLog } from '#shared/observability/logger';
import { PersonRequestMessage } from '#shared/privacy/person-request';
import { readEnvironment } from '../define-function.ts';
import { createDynamoPersonNeeds } from './dynamo-person-needs.ts';
import { privacyWorkerFunction } from './function.ts';
import { runPersonRequest } from './run-person-request.ts';
import { createS3PersonFiles } from './s3-person-files.ts';

const environment = readEnvironment(privacyWorkerFunction);
const log = createLog('privacy-worker');
const documents = createDocumentClient();
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const needs = createDynamoPersonNeeds({
  documents,
  tables: {
    records: environment.RECORDS_TABLE,
    jobs: environment.JOBS_TABLE,
    search: environment.SEARCH_TABLE,
    audit: environment.AUDIT_TABLE,
  },
  definitions,
  queue: createSqsJobQueue(environment.PEOPLE_QUEUE_URL),
  files: createS3PersonFiles(inTime(new S3Client(fileCalls)), environment.FILES_BUCKET),
});

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
