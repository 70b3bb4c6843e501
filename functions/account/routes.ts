import * as z from 'zod';
import { Password, PersonName } from '#shared/auth/credentials';
import { Person } from '#shared/auth/person';
import { restrictions } from '#shared/auth/session-standing';
import { defineRoutes } from '#shared/http/route';

const Session = z.object({
  sessionId: z.string(),
  device: z.string(),
  sourceIp: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().describe('To within five minutes.'),
  current: z.boolean().describe('Whether this request uses it.'),
});

export const accountRoutes = defineRoutes({
  readAccount: {
    method: 'GET',
    path: '/account',
    summary: 'Read your own profile',
    permission: 'signed-in',
    admits: restrictions,
    status: 200,
    response: Person.extend({
      restriction: z
        .enum(restrictions)
        .optional()
        .describe('What this session is for; it serves nothing else until that is done.'),
    }),
    errors: [],
  },
  changeAccount: {
    method: 'PATCH',
    path: '/account',
    summary: 'Change your name or language',
    permission: 'signed-in',
    body: z
      .strictObject({ name: PersonName, locale: z.enum(['en', 'zh']) })
      .partial()
      .refine((body) => Object.keys(body).length > 0, 'Give at least one field to change.'),
    status: 200,
    response: Person,
    errors: [],
  },
  listSessions: {
    method: 'GET',
    path: '/account/sessions',
    summary: 'List where you are signed in',
    permission: 'signed-in',
    status: 200,
    response: z.object({ sessions: z.array(Session) }),
    errors: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/account/sessions/{sessionId}',
    summary: 'Sign out one of your sessions',
    permission: 'signed-in',
    params: z.object({ sessionId: z.string().max(64) }),
    status: 204,
    errors: ['request.not_found'],
  },
  changePassword: {
    method: 'POST',
    path: '/account/password',
    summary: 'Change your password and sign out everywhere',
    permission: 'signed-in',
    admits: ['set-password'],
    body: z.strictObject({ currentPassword: Password, newPassword: Password }),
    status: 204,
    errors: ['password.current_wrong', 'password.refused', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
});
