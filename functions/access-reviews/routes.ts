import * as z from 'zod';
import { decisionKinds } from '#shared/access-reviews/access-review';
import { defineRoutes } from '#shared/http/route';
import { RoleId } from '#shared/permissions/role-id';

const params = z.object({
  reviewId: z.string().max(64).meta({ description: 'The id of the review.' }),
});
const shared = { permission: 'access.review' } as const;

const ReviewView = z
  .object({
    reviewId: z.string(),
    openedAt: z.iso.datetime(),
    openedBy: z.string(),
    people: z.int(),
    dueAt: z.iso.datetime().meta({ description: 'When everybody has to be decided about.' }),
    state: z.enum(['open', 'overdue', 'closed']),
    closedAt: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When the last person was decided about.' }),
  })
  .meta({ id: 'AccessReview' });

const LineView = z
  .object({
    userId: z.string(),
    name: z.string(),
    status: z.string(),
    roleId: z.string(),
    lastSignInAt: z.string().optional(),
    dormant: z.boolean().meta({ description: 'Active, and no sign-in for 60 days.' }),
    withoutSecondFactor: z.boolean().meta({
      description: 'May administer people, and has no authenticator app and no text messages.',
    }),
    permissions: z.array(
      z.object({
        permission: z.string(),
        lastUsed: z.string().optional().meta({ description: 'A day; absent: never seen in use.' }),
      }),
    ),
    decision: z
      .object({
        kind: z.enum(decisionKinds),
        roleId: z.string().optional(),
        reason: z.string(),
        by: z.string(),
        at: z.string(),
      })
      .optional(),
  })
  .meta({ id: 'AccessReviewLine' });

export const accessReviewsRoutes = defineRoutes({
  openAccessReview: {
    ...shared,
    method: 'POST',
    path: '/access-reviews',
    summary: 'Open a review: who may do what, and when they last did',
    status: 201,
    response: ReviewView,
    errors: [],
  },
  listAccessReviews: {
    ...shared,
    method: 'GET',
    path: '/access-reviews',
    summary: 'List the access reviews, newest first',
    status: 200,
    response: z.object({ reviews: z.array(ReviewView) }),
    errors: [],
  },
  readAccessReview: {
    ...shared,
    method: 'GET',
    path: '/access-reviews/{reviewId}',
    summary: 'Read an access review with everybody in it',
    params,
    status: 200,
    response: z.object({
      review: ReviewView,
      attention: z
        .object({
          undecided: z.array(z.string()),
          dormant: z.array(z.string()),
          withoutSecondFactor: z.array(z.string()),
        })
        .meta({ description: 'Whom to look at first, by the ids of people.' }),
      lines: z.array(LineView),
    }),
    errors: ['request.not_found'],
  },
  decideAccess: {
    ...shared,
    method: 'POST',
    path: '/access-reviews/{reviewId}/decisions',
    summary: 'Keep, change or revoke somebody’s access; it is carried out at once',
    stepUp: true,
    params,
    body: z
      .strictObject({
        userId: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'Give an id of 26 characters.'),
        kind: z.enum(decisionKinds),
        roleId: RoleId.optional().meta({ description: 'The new role, of a change.' }),
        reason: z
          .string()
          .trim()
          .min(3)
          .max(500)
          .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'Write it on one line.'),
      })
      .refine(({ kind, roleId }) => (kind === 'change') === (roleId !== undefined), {
        error: 'A change names the new role; nothing else does.',
        path: ['roleId'],
      }),
    status: 200,
    response: LineView,
    errors: [
      'request.not_found',
      'review.decided',
      'role.unknown',
      'role.above_own',
      'role.own',
      'user.last_administrator',
    ],
  },
  downloadReviewEvidence: {
    ...shared,
    method: 'GET',
    path: '/access-reviews/{reviewId}/evidence',
    summary: 'Download the evidence of a review as CSV or JSON',
    params,
    query: z.strictObject({ format: z.enum(['csv', 'json']).default('csv') }),
    status: 200,
    download: true,
    errors: ['request.not_found'],
  },
});
