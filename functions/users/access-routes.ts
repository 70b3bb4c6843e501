import * as z from 'zod';
import { identityChecks } from '#shared/auth/security-event';
import { defineRoutes } from '#shared/http/route';
import { Reason, UserId } from '#shared/users/user-schemas';
import { User } from './user.ts';

const params = z.object({ userId: UserId });
const Because = z.strictObject({ reason: Reason });
const Checked = Because.extend({
  identityCheck: z
    .enum(identityChecks)
    .describe('How you made sure that it is this person who asks; kept in their history.'),
});

/** What gives, takes or resets access: with a fresh proof of identity and a reason. */
const guarded = { permission: 'users.manage', method: 'POST', params, stepUp: true } as const;
const refusals = [
  'request.not_found',
  'user.own_account',
  'role.above_own',
  'user.state_conflict',
] as const;

export const userAccessRoutes = defineRoutes({
  disableUser: {
    ...guarded,
    path: '/users/{userId}/disable',
    summary: 'Block a person at once, or take an invitation back',
    whilePaused: true,
    body: Because,
    status: 200,
    response: User,
    errors: ['request.not_found', 'user.own_account', 'role.above_own', 'user.last_administrator'],
  },
  enableUser: {
    ...guarded,
    path: '/users/{userId}/enable',
    summary: 'Let a blocked person in again',
    body: Because,
    status: 200,
    response: User,
    errors: [...refusals],
  },
  lockUser: {
    ...guarded,
    path: '/users/{userId}/lock',
    summary: 'Lock an account that somebody else may have got into',
    whilePaused: true,
    body: Because,
    status: 200,
    response: User,
    errors: [...refusals, 'user.last_administrator'],
  },
  unlockUser: {
    ...guarded,
    path: '/users/{userId}/unlock',
    summary: 'Give a locked account back to its owner, who gets a link to set a new password',
    body: Because,
    status: 200,
    response: User,
    errors: [...refusals],
  },
  resetUserPassword: {
    ...guarded,
    path: '/users/{userId}/reset-password',
    summary: 'End a person’s password and send them a link to set another',
    body: Because,
    status: 202,
    response: User,
    errors: ['user.single_sign_on', ...refusals],
  },
  setTemporaryPassword: {
    ...guarded,
    path: '/users/{userId}/temporary-password',
    summary: 'Make a temporary password for a person whom no address reaches',
    body: Checked,
    status: 201,
    response: z.object({
      user: User,
      temporaryPassword: z.string().describe('Shown this once. Tell it to nobody but the person.'),
      expiresAt: z.iso.datetime(),
    }),
    errors: ['user.single_sign_on', ...refusals, 'user.last_administrator'],
  },
  untieUser: {
    ...guarded,
    path: '/users/{userId}/untie-company',
    summary:
      'Untie a person from their account at the company, so that another one may stand for them',
    body: Because,
    status: 200,
    response: User,
    errors: [...refusals, 'record.version_conflict'],
  },
  resetUserFactors: {
    ...guarded,
    path: '/users/{userId}/reset-factors',
    summary: 'Take lost second factors from a person, who then has to set up another',
    body: Checked,
    status: 200,
    response: User,
    errors: ['user.single_sign_on', ...refusals],
  },
});
