import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { systemClock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { createDirectoryStarters } from '#shared/imports/directory-starters';
import { queueWorker } from '#shared/imports/queue-worker';
import { createLog } from '#shared/observability/logger';
import type { Caller } from '#shared/permissions/policy';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoRecordJobs } from '#shared/record-jobs/dynamo-record-jobs';
import type { RecordJob } from '#shared/record-jobs/record-job';
import { createSqsRecordJobQueue } from '#shared/record-jobs/sqs-record-job-queue';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoTagCatalogue } from '#shared/search/dynamo-tag-catalogue';
import { readEnvironment } from '../define-function.ts';
import { connectRecords } from '../records/connect-records.ts';
import { listRecords } from '../records/list-records.ts';
import { addListToCampaign } from './add-list-to-campaign.ts';
import { recordJobsWorkerFunction } from './function.ts';
import { retagRecords } from './retag-records.ts';
import { type ListedPage, type RunJobNeeds, runRecordJob } from './run-record-job.ts';

const environment = readEnvironment(recordJobsWorkerFunction);
const log = createLog('record-jobs-worker');
const { dependencies, documents, definitions } = connectRecords(environment);
const queue = createSqsRecordJobQueue(environment.RECORD_JOBS_QUEUE_URL);
const catalogue = createDynamoTagCatalogue(documents, environment.SEARCH_TABLE, systemClock);
const members = {
  ...dependencies,
  members: createDynamoMembers(documents, environment.RECORDS_TABLE),
  bulk: createDynamoBulkRecordStore(documents, environment.RECORDS_TABLE),
};

/** Records of one page: what is done again after a crash. */
const pageSize = 100;

async function page(caller: Caller, job: RecordJob): Promise<ListedPage> {
  const { work, filters, cursor } = job;
  const object = dependencies.definitions.current(work.object);
  // By creation nothing moves while it is worked on; narrower lists are kept in one order only.
  const sort =
    Object.keys(filters).length === 0 && work.kind !== 'add-members' ? '-createdAt' : undefined;
  const input = { object, limit: pageSize, cursor: cursor || undefined, sort, filters };
  try {
    return await listRecords(dependencies, caller, input);
  } catch (error) {
    // The starter's scope has changed, and with it the list: it begins anew.
    if (!(error instanceof DomainError) || error.code !== 'request.cursor_invalid') throw error;
    return await listRecords(dependencies, caller, { ...input, cursor: undefined });
  }
}

const needs: RunJobNeeds = {
  jobs: createDynamoRecordJobs(documents, environment.JOBS_TABLE),
  starters: createDirectoryStarters(
    dependencies.directory,
    createRoleCache(documents, environment.IDENTITY_TABLE),
  ),
  page,
  work: (caller, job, records) =>
    job.work.kind === 'add-members'
      ? addListToCampaign(members, caller, job, job.work, records)
      : retagRecords(dependencies, caller, job, job.work, records),
  async finish({ work, refused }) {
    // A tag that somebody may still have stays in the list.
    if (work.kind === 'add-members' || refused > 0) return;
    await catalogue.remove(work);
    // Under its new spelling, where that is all that was changed.
    if (work.kind === 'rename-tag') await catalogue.add([{ ...work, tag: work.to }]);
  },
  clock: dependencies.clock,
};

const JobMessage = z.object({ jobId: z.string() });

/** Left for the end of a page and its note. */
const reserveMs = 30_000;

export async function handler(event: unknown, context: Context) {
  const mayGoOn = () => context.getRemainingTimeInMillis() > reserveMs;
  const work = queueWorker(JobMessage, log, async ({ jobId }) => {
    await definitions.refresh();
    const end = await runRecordJob(needs, jobId, mayGoOn);
    if (end === 'unfinished') await queue.send(jobId);
    log.info(`record-job.${end}`, 'A job on records was worked on.');
  });
  return await work(event);
}
