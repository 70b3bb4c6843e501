import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoReviews } from '#shared/access-reviews/dynamo-reviews';
import type { Clock } from '#shared/domain/clock';
import type { Belongings } from './belongings.ts';

/** Open access reviews in which nobody has decided about a person yet: they are revoked there. */
export function createDynamoReviewsOfPerson(
  documents: DynamoDBDocumentClient,
  jobsTable: string,
  clock: Clock,
): Belongings {
  const reviews = createDynamoReviews(documents, jobsTable);
  const openReviews = async (userId: string) => {
    const open = (await reviews.list()).filter(({ closedAt }) => closedAt === undefined);
    return Promise.all(
      open.map(async (review) => {
        const found = await reviews.findLine(review.reviewId, userId);
        return { review, isDue: found !== undefined && !found.line.decision };
      }),
    );
  };
  return {
    names: ['accessDecisions'],
    async count(userId) {
      const due = (await openReviews(userId)).filter(({ isDue }) => isDue);
      return { accessDecisions: due.length };
    },
    async settle({ userId, startedBy, reason }) {
      for (const { review, isDue } of await openReviews(userId)) {
        const at = clock.now().toISOString();
        const decision = { kind: 'revoke', reason, by: startedBy, at } as const;
        if (isDue) await reviews.decide(review.reviewId, userId, decision);
        // Also after a crash between the two: the last decision closes the review.
        if (!(await reviews.isOpen(review.reviewId))) await reviews.close(review.reviewId, at);
      }
      return true;
    },
  };
}
