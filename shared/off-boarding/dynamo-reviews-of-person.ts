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
  const openReviews = async () => {
    const open = (await reviews.list()).filter(({ closedAt }) => closedAt === undefined);
    const found = await Promise.all(open.map(({ reviewId }) => reviews.find(reviewId)));
    return found.flatMap((each) => each ?? []);
  };
  return {
    names: ['accessDecisions'],
    async count(userId) {
      const lines = (await openReviews()).flatMap((each) => each.lines);
      const due = lines.filter((line) => line.userId === userId && !line.decision);
      return { accessDecisions: due.length };
    },
    async settle({ userId, startedBy, reason }) {
      for (const { review, lines } of await openReviews()) {
        const at = clock.now().toISOString();
        const isDue = lines.some((line) => line.userId === userId && !line.decision);
        const decision = { kind: 'revoke', reason, by: startedBy, at } as const;
        if (isDue) await reviews.decide(review.reviewId, userId, decision);
        // Also after a crash between the two: the last decision closes the review.
        const now = await reviews.find(review.reviewId);
        if (now?.lines.every((line) => line.decision)) await reviews.close(review.reviewId, at);
      }
      return true;
    },
  };
}
