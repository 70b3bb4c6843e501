import { createDynamoGate } from '#shared/auth/dynamo-gate';
import type { Principal } from '#shared/auth/principal';
import { systemClock as clock } from '#shared/domain/clock';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoRecordJobs } from '#shared/record-jobs/dynamo-record-jobs';
import type { RecordJob } from '#shared/record-jobs/record-job';
import { createSqsRecordJobQueue } from '#shared/record-jobs/sqs-record-job-queue';
import { createDynamoTagCatalogue } from '#shared/search/dynamo-tag-catalogue';
import { readEnvironment } from '../define-function.ts';
import { connectRecords } from '../records/connect-records.ts';
import { loadRecord } from '../records/load-record.ts';
import { recordJobsFunction } from './function.ts';
import { listTags } from './list-tags.ts';
import { cancelRecordJob, ownRecordJob } from './own-record-job.ts';
import { recordJobRoutes } from './routes.ts';
import { startRecordJob } from './start-record-job.ts';

const environment = readEnvironment(recordJobsFunction);
const { dependencies, documents, gateNeeds } = connectRecords(environment);
const needs = {
  ...dependencies,
  jobs: createDynamoRecordJobs(documents, environment.JOBS_TABLE),
  queue: createSqsRecordJobQueue(environment.RECORD_JOBS_QUEUE_URL),
  tags: createDynamoTagCatalogue(documents, environment.SEARCH_TABLE, clock),
};

const problems = {
  en: 'Your role no longer permits this.',
  zh: '您的角色不再允许此操作。',
} as const;

const viewOf = ({ problem, ...job }: RecordJob, { locale }: Principal) => ({
  ...job,
  ...(problem === undefined ? {} : { problem: problems[locale] }),
});

export const handler = apiHandler(
  recordJobRoutes,
  {
    listTags: async ({ principal, query: { object, field, q: start, limit } }) => ({
      body: { tags: await listTags(needs, principal, { object, field, start, limit }) },
    }),
    renameTag: async ({ principal, body, request }) => {
      const work = { kind: 'rename-tag', ...body } as const;
      const job = await startRecordJob(needs, principal, { work, filters: {}, request });
      return { body: viewOf(job, principal) };
    },
    removeTag: async ({ principal, body, request }) => {
      const work = { kind: 'remove-tag', ...body } as const;
      const job = await startRecordJob(needs, principal, { work, filters: {}, request });
      return { body: viewOf(job, principal) };
    },
    addListToCampaign: async ({ principal, params, body: { filters, ...body }, request }) => {
      const campaignId = params['campaignId'] ?? '';
      const campaign = needs.definitions.current('campaign');
      await loadRecord(needs, principal, 'update', campaign, campaignId);
      const work = { kind: 'add-members', campaignId, ...body } as const;
      const job = await startRecordJob(needs, principal, { work, filters, request });
      return { body: viewOf(job, principal) };
    },
    listRecordJobs: async ({ principal }) => ({
      body: {
        jobs: (await needs.jobs.list(principal.userId)).map((job) => viewOf(job, principal)),
      },
    }),
    readRecordJob: async ({ principal, params }) => ({
      body: viewOf(await ownRecordJob(needs.jobs, principal, params.jobId), principal),
    }),
    cancelRecordJob: async ({ principal, params }) => {
      const at = needs.clock.now().toISOString();
      return {
        body: viewOf(await cancelRecordJob(needs.jobs, principal, params.jobId, at), principal),
      };
    },
  },
  {
    gate: createDynamoGate(gateNeeds),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('record-jobs'),
  },
);
