import type { Context } from 'aws-lambda';
import { openAuditTable } from '#shared/audit/audit-table';
import {
  createCognitoAdministration,
  createCognitoGlobalSignOut,
} from '#shared/auth/cognito-administration';
import { createCognitoFactorAdministration } from '#shared/auth/cognito-factors';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createDynamoAdministrators } from '#shared/auth/dynamo-administrators';
import { createDynamoAuthenticatorCopies } from '#shared/auth/dynamo-authenticator-copies';
import { createDynamoPasskeysOfPerson } from '#shared/auth/dynamo-passkeys-of-person';
import { createDynamoSavedCodes } from '#shared/auth/dynamo-saved-codes';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { queueWorker } from '#shared/imports/queue-worker';
import { openMailer } from '#shared/mail/open-mailer';
import { createLog } from '#shared/observability/logger';
import { createDynamoKeysOfPerson } from '#shared/off-boarding/dynamo-keys-of-person';
import { createDynamoOffBoardings } from '#shared/off-boarding/dynamo-off-boardings';
import { createDynamoRecordsOfPerson } from '#shared/off-boarding/dynamo-records-of-person';
import { createDynamoReviewsOfPerson } from '#shared/off-boarding/dynamo-reviews-of-person';
import { createDynamoSharesOfPerson } from '#shared/off-boarding/dynamo-shares-of-person';
import { createDynamoViewsOfPerson } from '#shared/off-boarding/dynamo-views-of-person';
import { OffBoardingMessage } from '#shared/off-boarding/off-boarding';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { readEnvironment } from '../define-function.ts';
import { offBoardingWorkerFunction } from './function.ts';
import { runOffBoarding } from './run-off-boarding.ts';

const environment = readEnvironment(offBoardingWorkerFunction);
const log = createLog('off-boarding-worker');
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const { documents, table, clock, ids } = identity;
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const queue = createSqsJobQueue<OffBoardingMessage>(environment.OFF_BOARDING_QUEUE_URL);
const definitions = createDefinitionCache(documents, table);
const needs = {
  definitions,
  clock,
  ids,
  store: createDynamoOffBoardings(documents, environment.JOBS_TABLE),
  users: createDynamoUsers(identity),
  sessions: createDynamoSessions(identity),
  provider: {
    ...createCognitoAdministration(pool),
    ...createCognitoFactorAdministration(pool),
    ...createCognitoGlobalSignOut(pool),
  },
  savedCodes: createDynamoSavedCodes(identity),
  passkeys: createDynamoPasskeysOfPerson(identity),
  keys: createDynamoKeysOfPerson(identity),
  views: createDynamoViewsOfPerson(documents, environment.RECORDS_TABLE, clock),
  reviews: createDynamoReviewsOfPerson(documents, environment.JOBS_TABLE, clock),
  shares: createDynamoSharesOfPerson({
    documents,
    table: environment.RECORDS_TABLE,
    audit: openAuditTable(environment),
    clock,
    ids,
  }),
  copies: createDynamoAuthenticatorCopies(identity),
  records: createDynamoRecordsOfPerson({
    documents,
    recordsTable: environment.RECORDS_TABLE,
    jobsTable: environment.JOBS_TABLE,
  }),
  administrators: createDynamoAdministrators(documents, table),
  mailer: openMailer(environment, log),
  appOrigin: environment.APP_ORIGIN,
};

/** Left for the end of a batch and its note. */
const reserveMs = 30_000;

export async function handler(event: unknown, context: Context) {
  const mayGoOn = () => context.getRemainingTimeInMillis() > reserveMs;
  const work = queueWorker(OffBoardingMessage, log, async (message) => {
    await definitions.refresh();
    const outcome = await runOffBoarding(needs, message, mayGoOn);
    if (outcome === 'unfinished') await queue.send(message);
    log.info(`off_boarding.${outcome}`, 'An off-boarding was worked on.', {
      userId: message.userId,
    });
  });
  return await work(event);
}
