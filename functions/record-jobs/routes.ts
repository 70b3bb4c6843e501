import * as z from 'zod';
import { memberObjects } from '#shared/campaigns/member';
import { defineRoutes } from '#shared/http/route';
import { campaign } from '#shared/objects/campaign';
import { line } from '#shared/objects/field-schema';
import { objectNames } from '#shared/objects/names';
import { RecordWork, recordJobStates } from '#shared/record-jobs/record-job';
import { tidy } from '#shared/text/fold';
import { paramsOf } from '../records/object-routes.ts';

/** As tags are kept: on one line, at most 60 characters, in one form for what looks alike. */
const tag = line(60).overwrite(tidy);

const field = z
  .string()
  .regex(/^[A-Za-z]\w{0,63}$/, 'Give the name of a field.')
  .default('tags')
  .meta({ description: 'The field that holds the tags.' });

const JobView = z
  .object({
    id: z.string(),
    work: RecordWork,
    filters: z.record(z.string(), z.string()),
    state: z.enum(recordJobStates),
    looked: z.int().meta({ description: 'Records looked at so far.' }),
    changed: z.int(),
    refused: z.int().meta({ description: 'Records that were meant and could not be changed.' }),
    problem: z
      .string()
      .optional()
      .meta({ description: 'Why it failed, in the reader’s language.' }),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'RecordJob', description: 'Work on a whole list and how far it has come.' });

const params = z.object({
  jobId: z.string().max(128).meta({ description: 'The job’s id.' }),
});

export const recordJobRoutes = defineRoutes({
  listTags: {
    method: 'GET',
    path: '/tags',
    summary: 'List the tags in use that start with what was typed',
    permission: 'signed-in',
    query: z.strictObject({
      object: z.enum(objectNames),
      field,
      q: z.string().max(60).default('').meta({ description: 'The start of a tag.' }),
      limit: z.coerce.number().int().min(1).max(100).default(25),
    }),
    status: 200,
    response: z.object({ tags: z.array(z.string()) }),
    errors: [],
  },
  renameTag: {
    method: 'POST',
    path: '/tag-renames',
    summary: 'Rename a tag on all records of an object, in the background',
    permission: 'signed-in',
    body: z
      .strictObject({ object: z.enum(objectNames), field, tag, to: tag })
      .meta({ examples: [{ object: 'company', tag: '大客户', to: '重点客户' }] }),
    status: 202,
    response: JobView,
    errors: ['request.idempotency_mismatch'],
  },
  removeTag: {
    method: 'POST',
    path: '/tag-removals',
    summary: 'Remove a tag from all records of an object, in the background',
    permission: 'signed-in',
    body: z
      .strictObject({ object: z.enum(objectNames), field, tag })
      .meta({ examples: [{ object: 'company', tag: '大客户' }] }),
    status: 202,
    response: JobView,
    errors: ['request.idempotency_mismatch'],
  },
  addListToCampaign: {
    method: 'POST',
    path: '/campaigns/{campaignId}/member-lists',
    summary: 'Put a whole list of contacts or leads into a campaign, in the background',
    permission: 'campaign:update',
    params: paramsOf(campaign),
    body: z
      .strictObject({
        object: z.enum(memberObjects),
        filters: z
          .record(z.string().max(64), z.string().min(1).max(254))
          .default({})
          .meta({ description: 'The filters of the list, as a saved view has them.' }),
        status: z.enum(['planned', 'sent']).default('planned'),
      })
      .meta({ examples: [{ object: 'contact', filters: { source: 'event' } }] }),
    status: 202,
    response: JobView,
    errors: ['request.not_found', 'request.idempotency_mismatch'],
  },
  listRecordJobs: {
    method: 'GET',
    path: '/record-jobs',
    summary: 'List one’s own work on whole lists, newest first',
    permission: 'signed-in',
    status: 200,
    response: z.object({ jobs: z.array(JobView) }),
    errors: [],
  },
  readRecordJob: {
    method: 'GET',
    path: '/record-jobs/{jobId}',
    summary: 'Read how far work on a whole list has come',
    permission: 'signed-in',
    params,
    status: 200,
    response: JobView,
    errors: ['request.not_found'],
  },
  cancelRecordJob: {
    method: 'POST',
    path: '/record-jobs/{jobId}/cancel',
    summary: 'Stop work on a whole list; what is done stays',
    permission: 'signed-in',
    params,
    status: 200,
    response: JobView,
    errors: ['request.not_found', 'record_job.state_conflict'],
  },
});
