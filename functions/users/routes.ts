import * as z from 'zod';
import { Email, PersonName, UserName } from '#shared/auth/credentials';
import { locales, principalStatuses } from '#shared/auth/principal-item';
import { defineRoutes } from '#shared/http/route';
import { RoleId } from '#shared/permissions/role-id';
import { TeamId, UserId } from '#shared/users/user-schemas';
import { userAccessRoutes } from './access-routes.ts';
import { userHistoryRoutes } from './history-routes.ts';
import { User } from './user.ts';

const params = z.object({ userId: UserId });
const shared = { permission: 'users.manage' } as const;

export const usersRoutes = defineRoutes({
  listUsers: {
    ...shared,
    method: 'GET',
    path: '/users',
    summary: 'List the people of the organisation, in the order of their invitation',
    query: z.strictObject({
      search: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .describe('Words, all of them in the name or the e-mail address.'),
      status: z.enum(principalStatuses).optional(),
      role: RoleId.optional(),
      teamId: TeamId.optional(),
      managerId: UserId.optional(),
      cursor: UserId.optional().describe('The `next` of the page before.'),
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
      managerId: UserId.optional(),
      locale: z.enum(locales).default('en'),
    }),
    status: 201,
    response: User,
    errors: [
      'user.exists',
      'role.unknown',
      'role.above_own',
      'team.unknown',
      'user.manager_unknown',
    ],
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
    summary: 'Change a person; another role asks for a fresh proof of who you are',
    params,
    body: z
      .strictObject({
        name: PersonName,
        locale: z.enum(locales),
        role: RoleId,
        teamId: TeamId.nullable().describe('Null takes the person out of their team.'),
        managerId: UserId.nullable().describe('Null: nobody.'),
        userName: UserName.nullable().describe('A name to sign in with, besides the address.'),
      })
      .partial()
      .refine((body) => Object.keys(body).length > 0, 'Give at least one field to change.'),
    status: 200,
    response: User,
    errors: [
      'request.not_found',
      'record.version_conflict',
      'auth.step_up_required',
      'user.own_account',
      'user.exists',
      'user.last_administrator',
      'user.manager_unknown',
      'role.unknown',
      'role.above_own',
      'team.unknown',
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
  ...userAccessRoutes,
  ...userHistoryRoutes,
});
