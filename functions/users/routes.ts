import * as z from 'zod';
import { Email, PersonName } from '#shared/auth/credentials';
import { Person } from '#shared/auth/person';
import { defineRoutes } from '#shared/http/route';
import { suppressionReasons } from '#shared/mail/suppressions';
import { RoleId } from '#shared/permissions/role-id';

const User = Person.extend({
  status: z
    .enum(['invited', 'active', 'disabled', 'locked'])
    .describe('Invited people have not set a password yet; only active people may act.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  lastSignInAt: z.iso.datetime().optional(),
  passwordChangedAt: z.iso.datetime().optional(),
  mailProblem: z
    .object({
      reason: z
        .enum(suppressionReasons)
        .describe('Whether mail was refused for good, or marked as unwanted.'),
      since: z.iso.datetime(),
      skipped: z.int().describe('Mails not sent since then.'),
    })
    .optional()
    .describe('Present when no mail goes to the address.'),
});

const Ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'Give an id of 26 characters.');
const TeamId = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N} ._-]{1,64}$/u, 'Give 1 to 64 letters, digits, spaces, dots or dashes.');
const params = z.object({ userId: Ulid });
const shared = { permission: 'users.manage' } as const;

export const usersRoutes = defineRoutes({
  listUsers: {
    ...shared,
    method: 'GET',
    path: '/users',
    summary: 'List the people of the organisation, in the order of their invitation',
    query: z.strictObject({
      cursor: Ulid.optional().describe('The `next` of the page before.'),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    status: 200,
    response: z.object({ users: z.array(User), next: z.string().optional() }),
    errors: [],
  },
  inviteUser: {
    ...shared,
    method: 'POST',
    path: '/users',
    summary: 'Invite a person by e-mail',
    body: z.strictObject({
      email: Email,
      name: PersonName,
      role: RoleId,
      teamId: TeamId.optional(),
      locale: z.enum(['en', 'zh']).default('en'),
    }),
    status: 201,
    response: User,
    errors: ['user.exists', 'role.unknown', 'role.above_own'],
  },
  readUser: {
    ...shared,
    method: 'GET',
    path: '/users/{userId}',
    summary: 'Read a person',
    params,
    status: 200,
    response: User,
    errors: ['request.not_found'],
  },
  changeUser: {
    ...shared,
    method: 'PATCH',
    path: '/users/{userId}',
    summary: 'Change name, role or team of a person',
    params,
    body: z
      .strictObject({
        name: PersonName,
        role: RoleId,
        teamId: TeamId.nullable().describe('Null takes the person out of their team.'),
      })
      .partial()
      .refine((body) => Object.keys(body).length > 0, 'Give at least one field to change.'),
    status: 200,
    response: User,
    errors: [
      'request.not_found',
      'record.version_conflict',
      'user.last_administrator',
      'role.unknown',
      'role.above_own',
    ],
    versioned: true,
  },
  resendInvitation: {
    ...shared,
    method: 'POST',
    path: '/users/{userId}/resend-invitation',
    summary: 'Send the invitation again, with a new temporary password',
    params,
    status: 202,
    response: User,
    errors: ['request.not_found', 'user.not_invited'],
  },
  disableUser: {
    ...shared,
    method: 'POST',
    path: '/users/{userId}/disable',
    summary: 'Block a person at once',
    params,
    status: 200,
    response: User,
    errors: ['request.not_found', 'user.last_administrator'],
  },
  enableUser: {
    ...shared,
    method: 'POST',
    path: '/users/{userId}/enable',
    summary: 'Let a blocked person in again',
    params,
    status: 200,
    response: User,
    errors: ['request.not_found', 'user.state_conflict'],
  },
  resetUserPassword: {
    ...shared,
    method: 'POST',
    path: '/users/{userId}/reset-password',
    summary: 'End a person’s password and send them a link to set another',
    params,
    status: 202,
    response: User,
    errors: ['request.not_found', 'user.state_conflict'],
  },
  restoreMail: {
    ...shared,
    method: 'POST',
    path: '/users/{userId}/restore-mail',
    summary: 'Let mail go again to the address of a person',
    params,
    status: 200,
    response: User,
    errors: ['request.not_found'],
  },
});
