import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoPasskeysOfPerson } from '#shared/auth/dynamo-passkeys-of-person';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { createDynamoKeysOfPerson } from '#shared/off-boarding/dynamo-keys-of-person';
import { createDynamoOffBoardings } from '#shared/off-boarding/dynamo-off-boardings';
import { createDynamoRecordsOfPerson } from '#shared/off-boarding/dynamo-records-of-person';
import { createDynamoReviewsOfPerson } from '#shared/off-boarding/dynamo-reviews-of-person';
import { countShares } from '#shared/off-boarding/dynamo-shares-of-person';
import { createDynamoViewsOfPerson } from '#shared/off-boarding/dynamo-views-of-person';
import type { OffBoarding } from '#shared/off-boarding/off-boarding';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { permits } from '#shared/permissions/policy';
import { actorOf } from '#shared/users/actor';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { existingUser } from '#shared/users/existing-user';
import { mayActOn } from '#shared/users/may-act-on';
import { readEnvironment } from '../define-function.ts';
import { cancelOffBoarding } from './cancel-off-boarding.ts';
import { offBoardingFunction } from './function.ts';
import { viewOffBoarding } from './off-boarding-view.ts';
import { previewOffBoarding } from './preview-off-boarding.ts';
import { offBoardingRoutes } from './routes.ts';
import { startOffBoarding } from './start-off-boarding.ts';

const environment = readEnvironment(offBoardingFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const { documents, clock, ids } = identity;
const needs = {
  clock,
  ids,
  users: createDynamoUsers(identity),
  roles: createDynamoRoles(identity),
  sessions: createDynamoSessions(identity),
  store: createDynamoOffBoardings(documents, environment.JOBS_TABLE),
  records: createDynamoRecordsOfPerson({
    documents,
    recordsTable: environment.RECORDS_TABLE,
    jobsTable: environment.JOBS_TABLE,
  }),
  passkeys: createDynamoPasskeysOfPerson(identity),
  keys: createDynamoKeysOfPerson(identity),
  views: createDynamoViewsOfPerson(documents, environment.RECORDS_TABLE, clock),
  reviews: createDynamoReviewsOfPerson(documents, environment.JOBS_TABLE, clock),
  shares: {
    count: (userId: string) => countShares({ documents, table: environment.RECORDS_TABLE }, userId),
  },
  queue: createSqsJobQueue(environment.OFF_BOARDING_QUEUE_URL),
};
const view = async (job: OffBoarding) => ({ body: await viewOffBoarding(needs.users, job) });

export const handler = apiHandler(
  offBoardingRoutes,
  {
    previewOffBoarding: async ({ params }) => ({
      body: await previewOffBoarding(needs, params.userId),
    }),
    startOffBoarding: async (call) => {
      const { userId } = call.params;
      await mayActOn(needs, call.principal, userId);
      const actor = { ...actorOf(call), reason: call.body.reason };
      return view(await startOffBoarding(needs, actor, { userId, ...call.body }));
    },
    readOffBoarding: async ({ params: { userId } }) => {
      await existingUser(needs.users, userId);
      const job = await needs.store.find(userId);
      return { body: job ? { offBoarding: await viewOffBoarding(needs.users, job) } : {} };
    },
    cancelOffBoarding: async (call) =>
      view(await cancelOffBoarding(needs, actorOf(call), call.params.userId)),
    listOffBoardings: async ({ query }) => {
      const jobs = await needs.store.list(query.before);
      const offBoardings = await Promise.all(jobs.map((job) => viewOffBoarding(needs.users, job)));
      return { body: { offBoardings } };
    },
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('off-boarding'),
  },
);
