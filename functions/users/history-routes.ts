import * as z from 'zod';
import { identityChecks, securityEventNames } from '#shared/auth/security-event';
import { defineRoutes } from '#shared/http/route';
import { UserId } from '#shared/users/user-schemas';

const Entry = z.object({
  eventId: z.string(),
  name: z.enum(securityEventNames),
  at: z.iso.datetime(),
  byUserId: z.string().optional().describe('Who did it, when it was not the person.'),
  device: z.string().optional(),
  sourceIp: z.string().optional(),
  reason: z.string().optional(),
  identityCheck: z.enum(identityChecks).optional(),
  keyId: z.string().optional().describe('The API key that was paused.'),
});

const query = z.strictObject({
  before: UserId.optional().describe('The `next` of the page before.'),
});
const next = z.string().optional();

/** What has happened to accounts, for twelve months. */
export const userHistoryRoutes = defineRoutes({
  readUserHistory: {
    method: 'GET',
    path: '/users/{userId}/history',
    summary: 'Read a person’s sign-ins and all that was done to their account, newest first',
    permission: 'users.manage',
    params: z.object({ userId: UserId }),
    query,
    status: 200,
    response: z.object({ entries: z.array(Entry), next }),
    errors: ['request.not_found'],
  },
  listSecurityEvents: {
    method: 'GET',
    path: '/security-events',
    summary: 'List the security events of the whole organisation, newest first',
    permission: 'audit.read',
    query,
    status: 200,
    response: z.object({
      events: z.array(
        Entry.extend({
          userId: z.string().optional(),
          roleId: z.string().optional(),
          object: z.string().optional(),
        }),
      ),
      next,
    }),
    errors: [],
  },
});
