import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';
import { BelongingCounts } from '#shared/off-boarding/belongings';
import { OffBoarding } from '#shared/off-boarding/off-boarding';
import { BothLanguages } from '#shared/text/both-languages';
import { Reason, UserId } from '#shared/users/user-schemas';

const Counts = z.partialRecord(z.enum(objectNames), z.int());

const View = OffBoarding.omit({ version: true, position: true }).extend({
  receipt: BothLanguages.describe('What was done and what is left, for people to read and keep.'),
});

const params = z.object({ userId: UserId });
const shared = { permission: 'users.manage' } as const;

export const offBoardingRoutes = defineRoutes({
  previewOffBoarding: {
    ...shared,
    method: 'GET',
    path: '/users/{userId}/off-boarding/preview',
    summary: 'See what a person would leave behind, before anything is done',
    params,
    status: 200,
    response: z.object({
      records: Counts.describe('Records that name the person, by object.'),
      belongings: BelongingCounts.describe(
        'What else names them: colleagues whose manager they are, views, shares, passkeys, API keys, open decisions.',
      ),
      sessions: z.int().describe('Sessions that would end.'),
      needsSuccessor: z.boolean(),
    }),
    errors: ['request.not_found'],
  },
  startOffBoarding: {
    ...shared,
    stepUp: true,
    method: 'POST',
    path: '/users/{userId}/off-boarding',
    summary: 'Block a person who leaves and hand over all they have, now or on a date',
    whilePaused: true,
    params,
    body: z.strictObject({
      reason: Reason,
      successorId: UserId.optional().describe('Required once records name the person.'),
      startAt: z.iso
        .datetime()
        .optional()
        .describe('UTC; without it the person is blocked before the answer comes.'),
    }),
    status: 202,
    response: View,
    errors: [
      'request.not_found',
      'user.own_account',
      'role.above_own',
      'user.last_administrator',
      'user.successor_required',
      'user.successor_inactive',
      'user.state_conflict',
    ],
  },
  readOffBoarding: {
    ...shared,
    method: 'GET',
    path: '/users/{userId}/off-boarding',
    summary: 'Follow the off-boarding of a person and read its receipt',
    params,
    status: 200,
    response: z.object({ offBoarding: View.optional() }),
    errors: ['request.not_found'],
  },
  cancelOffBoarding: {
    ...shared,
    method: 'POST',
    path: '/users/{userId}/off-boarding/cancel',
    summary: 'Call off an off-boarding that has not begun',
    params,
    status: 200,
    response: View,
    errors: ['request.not_found', 'user.state_conflict'],
  },
  listOffBoardings: {
    ...shared,
    method: 'GET',
    path: '/off-boardings',
    summary: 'List off-boardings, newest first',
    query: z.strictObject({
      before: UserId.optional().describe('The `jobId` of the last one of the page before.'),
    }),
    status: 200,
    response: z.object({ offBoardings: z.array(View) }),
    errors: [],
  },
});
