import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';
import { duties, recordActions } from '#shared/permissions/permission';
import { scopes } from '#shared/permissions/rights';
import { BothLanguages } from '#shared/text/both-languages';

const Fields = z.array(z.string()).optional();
const Grant = z.object({
  object: z.enum(objectNames),
  actions: z.array(z.enum(recordActions)),
  scope: z.enum(scopes),
  hidden: Fields,
  readOnly: Fields,
});

const question = z.strictObject({
  action: z.enum(recordActions),
  object: z.enum(objectNames),
  recordId: z.string().max(128).optional().meta({
    description: 'Without it: whether for any record at all.',
  }),
  field: z.string().max(64).optional(),
});

const ExplanationView = z
  .object({
    allowed: z.boolean(),
    decision: z.string().meta({ description: 'The rule that decided.' }),
    because: BothLanguages.meta({ description: 'Why, in both languages.' }),
    role: z.string(),
    grant: Grant.optional().meta({ description: 'The grant that allows it or comes closest.' }),
    share: z
      .object({
        level: z.enum(['read', 'edit']),
        until: z.string().optional(),
        sharedBy: z.string(),
        sharedAt: z.string(),
      })
      .optional(),
  })
  .meta({ id: 'Explanation', description: 'Why somebody may or may not do something.' });

export const permissionsRoutes = defineRoutes({
  readMyPermissions: {
    method: 'GET',
    path: '/permissions/mine',
    summary: 'Read what you may do',
    permission: 'signed-in',
    apiKeys: true,
    status: 200,
    response: z.object({
      role: z.string(),
      grants: z.array(Grant),
      duties: z.array(z.enum(duties)),
    }),
    errors: [],
  },
  explainMyPermission: {
    method: 'GET',
    path: '/permissions/mine/explanation',
    summary: 'Learn why you may or may not do something',
    permission: 'signed-in',
    apiKeys: true,
    query: question,
    status: 200,
    response: ExplanationView,
    errors: [],
  },
  explainPermission: {
    method: 'GET',
    path: '/permissions/explanation',
    summary: 'Learn why somebody may or may not see or do something',
    permission: 'roles.read',
    query: z.strictObject({ ...question.shape, userId: z.string().max(64) }),
    status: 200,
    response: ExplanationView,
    errors: ['request.not_found'],
  },
});
