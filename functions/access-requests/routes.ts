import * as z from 'zod';
import { requestStates, Wanted } from '#shared/access-requests/access-request';
import { defineRoutes } from '#shared/http/route';
import { line, words } from '#shared/objects/field-schema';
import { objectNames } from '#shared/objects/names';
import { RecordId } from '#shared/objects/record-id';
import { duties, recordActions } from '#shared/permissions/permission';
import { shareLevels } from '#shared/permissions/policy';
import { RoleId } from '#shared/permissions/role-id';

const params = z.object({
  requestId: z.string().max(64).meta({ description: 'The id of the request.' }),
});

const Permission = z
  .enum([
    ...objectNames.flatMap((name) => recordActions.map((action) => `${name}:${action}` as const)),
    ...duties,
  ])
  .meta({ description: 'What the role does not permit.' });

const reason = words(500).meta({ description: 'Why, in one’s own words.' });

const RequestView = z
  .object({
    requestId: z.string(),
    userId: z.string(),
    wanted: Wanted,
    reason: z.string(),
    state: z.enum(requestStates),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    answer: z
      .object({
        by: z.string(),
        at: z.iso.datetime(),
        reason: z.string(),
        until: z.iso.datetime().optional(),
        roleId: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'AccessRequest', description: 'What somebody asks for, and the answer.' });

const answering = {
  permission: 'signed-in',
  method: 'POST',
  params,
  status: 200,
  response: RequestView,
} as const;

export const accessRequestRoutes = defineRoutes({
  askForAccess: {
    method: 'POST',
    path: '/access-requests',
    summary: 'Ask for a role, a permission or a record',
    permission: 'signed-in',
    body: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('role'), roleId: RoleId, reason }),
        z.strictObject({ kind: z.literal('permission'), permission: Permission, reason }),
        z.strictObject({
          kind: z.literal('record'),
          object: z.enum(objectNames),
          recordId: RecordId,
          level: z.enum(shareLevels).default('read'),
          reason,
        }),
      ])
      .meta({
        examples: [{ kind: 'permission', permission: 'deal:export', reason: '每月需要汇总报表' }],
      }),
    status: 201,
    response: RequestView,
    errors: ['role.unknown', 'access_request.too_many', 'access_request.held_already'],
  },
  listAccessRequests: {
    method: 'GET',
    path: '/access-requests',
    summary: 'List one’s own requests, or the open ones that one may answer',
    permission: 'signed-in',
    query: z.strictObject({
      list: z.enum(['mine', 'open']).default('mine').meta({
        description:
          '`open`: all of them for administrators, those about one’s own records for others.',
      }),
    }),
    status: 200,
    response: z.object({ requests: z.array(RequestView) }),
    errors: [],
  },
  readAccessRequest: {
    method: 'GET',
    path: '/access-requests/{requestId}',
    summary: 'Read a request of one’s own, or one that one may answer',
    permission: 'signed-in',
    params,
    status: 200,
    response: RequestView,
    errors: ['request.not_found'],
  },
  grantAccessRequest: {
    ...answering,
    path: '/access-requests/{requestId}/grant',
    summary: 'Grant a request; it counts from the next request of the person on',
    stepUp: true,
    body: z
      .strictObject({
        reason,
        until: z.iso
          .datetime({ error: 'Send a time as 2026-01-31T09:30:00Z.' })
          .optional()
          .meta({ description: 'It ends by itself then.' }),
        roleId: RoleId.optional().meta({
          description: 'The role that has the permission that was asked for.',
        }),
      })
      .meta({ examples: [{ reason: '季度审计期间', until: '2026-12-31T16:00:00Z' }] }),
    errors: [
      'request.not_found',
      'access_request.state_conflict',
      'access_request.own',
      'role.unknown',
      'role.above_own',
      'user.state_conflict',
      'user.last_administrator',
    ],
  },
  refuseAccessRequest: {
    ...answering,
    path: '/access-requests/{requestId}/refuse',
    summary: 'Refuse a request, with the reason',
    body: z.strictObject({ reason: line(500) }).meta({ examples: [{ reason: '超出岗位职责' }] }),
    errors: ['request.not_found', 'access_request.state_conflict', 'access_request.own'],
  },
  withdrawAccessRequest: {
    ...answering,
    path: '/access-requests/{requestId}/withdraw',
    summary: 'Withdraw a request of one’s own',
    errors: ['request.not_found', 'access_request.state_conflict'],
  },
});
