import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';
import { RecordId } from '#shared/objects/record-id';
import {
  erasureSteps,
  personObjects,
  Receipt,
  requestKinds,
  requestStates,
} from '#shared/privacy/person-request';
import { Reason } from '#shared/users/user-schemas';
import { pageQuery } from '../records/list-query.ts';

/** One person has few records; more are more than one person. */
const mostSubjects = 20;

const permission = 'privacy.manage';
const object = z.enum(personObjects);
const Named = z.strictObject({ object, id: RecordId });

const PersonRequest = z
  .object({
    id: RecordId,
    kind: z.enum(requestKinds),
    state: z.enum(requestStates),
    subjects: z.array(Named).meta({ description: 'The records it is about; ids outlive them.' }),
    reason: z.string(),
    startedBy: RecordId,
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    step: z.enum(erasureSteps).meta({ description: 'What an erasure is at.' }),
    receipt: Receipt,
    bytes: z.int().optional(),
    fileErasedAt: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When an export’s file went because the person was erased.' }),
    link: z
      .string()
      .optional()
      .meta({ description: 'Downloads an export; holds for five minutes, then ask again.' }),
  })
  .meta({ id: 'PersonRequest', description: 'An export or erasure of one person’s data.' });

const newRequest = z.strictObject({
  subjects: z
    .array(Named)
    .min(1)
    .max(mostSubjects)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Name each once.')
    .meta({ description: 'The person’s records, as the preview found them.' }),
  reason: Reason,
});

export const privacyRoutes = defineRoutes({
  previewPerson: {
    method: 'POST',
    path: '/person-requests/preview',
    summary: 'Find one person’s records and what hangs on them, by record, e-mail or phone',
    permission,
    body: z
      .strictObject({
        object: object.optional(),
        id: RecordId.optional(),
        email: z.email().max(254).optional(),
        phone: z
          .string()
          .regex(/^\+[1-9]\d{6,14}$/, 'Write the number as +4930123456.')
          .optional(),
      })
      .refine(
        (query) =>
          (query.object === undefined) === (query.id === undefined) &&
          (query.id ?? query.email ?? query.phone) !== undefined,
        'Name a record by object and id, an e-mail address or a phone number.',
      )
      .meta({ examples: [{ email: 'li.lei@example.com' }] }),
    status: 200,
    response: z.strictObject({
      people: z.array(
        z.object({ object, id: RecordId, displayName: z.string(), isDeleted: z.boolean() }),
      ),
      related: z.array(z.strictObject({ object: z.enum(objectNames), count: z.int() })).meta({
        description: 'Records that refer to them or are about them; 100 of a kind at most.',
      }),
    }),
    errors: [],
  },
  exportPerson: {
    method: 'POST',
    path: '/person-requests/exports',
    summary: 'Put all data about one person into a file (GDPR 15 and 20, PIPL 45)',
    permission,
    stepUp: true,
    body: newRequest,
    status: 202,
    response: PersonRequest,
    errors: ['request.not_found'],
  },
  erasePerson: {
    method: 'POST',
    path: '/person-requests/erasures',
    summary: 'Erase one person everywhere, for good (GDPR 17, PIPL 47)',
    permission,
    stepUp: true,
    body: newRequest,
    status: 202,
    response: PersonRequest,
    errors: ['request.not_found'],
  },
  listPersonRequests: {
    method: 'GET',
    path: '/person-requests',
    summary: 'List exports and erasures of people’s data, newest first',
    permission,
    query: pageQuery,
    status: 200,
    response: z.strictObject({ items: z.array(PersonRequest), nextCursor: z.string().optional() }),
    errors: ['request.cursor_invalid'],
  },
  getPersonRequest: {
    method: 'GET',
    path: '/person-requests/{personRequestId}',
    summary: 'Get an export or erasure: its file or its receipt',
    permission,
    stepUp: true,
    params: z.object({
      personRequestId: z.string().max(128).meta({ description: 'The id of the request.' }),
    }),
    status: 200,
    response: PersonRequest,
    errors: ['request.not_found'],
  },
});
