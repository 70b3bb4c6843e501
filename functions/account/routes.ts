import * as z from 'zod';
import { Password, PersonName, TimeZone, UserName } from '#shared/auth/credentials';
import { Person } from '#shared/auth/person';
import { securityEventNames } from '#shared/auth/security-event';
import { restrictions } from '#shared/auth/session-standing';
import { defineRoutes } from '#shared/http/route';

const Session = z.object({
  sessionId: z.string(),
  device: z.string(),
  place: z.string().describe('The network it was opened from, coarsely.'),
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
      signInProvider: z
        .string()
        .optional()
        .describe('The company that signs you in; it looks after password and factors.'),
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
    summary: 'Change your name, language or time zone',
    permission: 'signed-in',
    body: z
      .strictObject({ name: PersonName, locale: z.enum(['en', 'zh']), timeZone: TimeZone })
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
    whilePaused: true,
    status: 200,
    response: z.object({ sessions: z.array(Session) }),
    errors: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/account/sessions/{sessionId}',
    summary: 'Sign out one of your sessions',
    permission: 'signed-in',
    whilePaused: true,
    params: z.object({ sessionId: z.string().max(64) }),
    status: 204,
    errors: ['request.not_found'],
  },
  endOtherSessions: {
    method: 'DELETE',
    path: '/account/sessions',
    summary: 'Sign out all your sessions but this one',
    permission: 'signed-in',
    whilePaused: true,
    status: 200,
    response: z.object({ ended: z.int() }),
    errors: [],
  },
  changeUserName: {
    method: 'PUT',
    path: '/account/user-name',
    summary: 'Choose a name to sign in with besides your e-mail address, or give it up',
    permission: 'signed-in',
    stepUp: true,
    body: z.strictObject({ userName: UserName.nullable() }),
    status: 204,
    errors: ['user.exists', 'record.version_conflict'],
  },
  listHistory: {
    method: 'GET',
    path: '/account/history',
    summary: 'List what has happened to your account, newest first',
    permission: 'signed-in',
    query: z.strictObject({
      before: z
        .string()
        .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
        .optional()
        .describe('The “next” of the page before.'),
    }),
    status: 200,
    response: z.object({
      events: z.array(
        z.object({
          eventId: z.string(),
          name: z.enum(securityEventNames),
          at: z.iso.datetime(),
          isByAdministrator: z.boolean(),
          device: z.string().optional(),
          place: z.string().optional(),
        }),
      ),
      next: z.string().optional(),
    }),
    errors: [],
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
