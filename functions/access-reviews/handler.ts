import {
  type AccessReview,
  type ReviewLine,
  reviewState,
} from '#shared/access-reviews/access-review';
import { createDynamoPermissionUses } from '#shared/access-reviews/dynamo-permission-uses';
import { createDynamoReviews } from '#shared/access-reviews/dynamo-reviews';
import { openAccessReview } from '#shared/access-reviews/open-access-review';
import type { AccessChanges } from '#shared/access-reviews/review-store';
import {
  createCognitoAdministration,
  createCognitoGlobalSignOut,
} from '#shared/auth/cognito-administration';
import { createCognitoFactorAdministration } from '#shared/auth/cognito-factors';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoPeople } from '#shared/auth/dynamo-people';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import type { Principal } from '#shared/auth/principal';
import { originOf } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { permits } from '#shared/permissions/policy';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { changeLatest } from '#shared/users/existing-user';
import { readEnvironment } from '../define-function.ts';
import { disableUser } from '../users/disable-user.ts';
import { decideAccess } from './decide-access.ts';
import { accessReviewsFunction } from './function.ts';
import { reviewEvidence } from './review-evidence.ts';
import { accessReviewsRoutes } from './routes.ts';

const { APP_ORIGIN, IDENTITY_TABLE, JOBS_TABLE, USER_POOL_ID, USER_POOL_CLIENT_ID } =
  readEnvironment(accessReviewsFunction);
const identity = openIdentityTable(IDENTITY_TABLE);
const { documents, clock, ids } = identity;
const pool = createCognitoPool(USER_POOL_ID, USER_POOL_CLIENT_ID);
const needs = {
  users: createDynamoUsers(identity),
  sessions: createDynamoSessions(identity),
  provider: { ...createCognitoAdministration(pool), ...createCognitoGlobalSignOut(pool) },
  people: createDynamoPeople(identity),
  roles: createDynamoRoles(identity),
  uses: createDynamoPermissionUses(documents, IDENTITY_TABLE),
  reviews: createDynamoReviews(documents, JOBS_TABLE),
  factors: createCognitoFactorAdministration(pool),
  clock,
  ids,
};

function changesBy({ userId }: Principal, request: RequestFacts, reason: string): AccessChanges {
  const by = { userId, origin: originOf(request), reason };
  return {
    async changeRole(id, role) {
      const decide = (user: { readonly role: string }) =>
        user.role === role ? undefined : { role };
      await changeLatest(needs.users, id, decide, 'user.changed', by);
    },
    async block(id) {
      await disableUser(needs, by, id);
    },
  };
}

async function existing(reviewId: string) {
  const found = await needs.reviews.find(reviewId);
  if (!found) throw new DomainError('request.not_found');
  return found;
}

const viewOf = ({ permissions, ...line }: ReviewLine) => ({
  ...line,
  permissions: [...permissions],
});

const reviewView = ({ reminded: _, ...review }: AccessReview) => ({
  ...review,
  state: reviewState({ ...review, reminded: [] }, clock.now().toISOString()),
});

const idsOf = (lines: readonly ReviewLine[], meant: (line: ReviewLine) => boolean) =>
  lines.filter(meant).map(({ userId }) => userId);

export const handler = apiHandler(
  accessReviewsRoutes,
  {
    openAccessReview: async ({ principal }) => ({
      body: reviewView(await openAccessReview(needs, principal.userId)),
    }),
    listAccessReviews: async () => ({
      body: { reviews: (await needs.reviews.list()).map(reviewView) },
    }),
    readAccessReview: async ({ params }) => {
      const { review, lines } = await existing(params.reviewId);
      return {
        body: {
          review: reviewView(review),
          attention: {
            undecided: idsOf(lines, ({ decision }) => !decision),
            dormant: idsOf(lines, ({ dormant }) => dormant),
            withoutSecondFactor: idsOf(lines, (line) => line.withoutSecondFactor),
          },
          lines: lines.map(viewOf),
        },
      };
    },
    decideAccess: async ({ principal, params, body, request }) => {
      const changes = changesBy(principal, request, body.reason);
      const input = { ...body, reviewId: params.reviewId };
      return { body: viewOf(await decideAccess(needs, changes, principal, input)) };
    },
    downloadReviewEvidence: async ({ params, query }) => ({
      body: undefined,
      file: reviewEvidence(await existing(params.reviewId), query.format),
    }),
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: APP_ORIGIN,
    log: createLog('access-reviews'),
  },
);
