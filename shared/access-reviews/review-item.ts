import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import {
  type AccessReview,
  decisionKinds,
  type ReviewLine,
  reviewMilliseconds,
} from './access-review.ts';

/** The partition of the index `listed` with all reviews. */
export const reviewsPartition = 'access-reviews';
export const linePrefix = 'person#';

export function reviewKey(reviewId: string): ItemKey {
  return { pk: `access-review#${reviewId}`, sk: 'review' };
}

export function lineKey(reviewId: string, userId: string): ItemKey {
  return { pk: reviewKey(reviewId).pk, sk: `${linePrefix}${userId}` };
}

const StoredReview = z.object({
  review: z.object({
    reviewId: z.string(),
    openedAt: z.string(),
    openedBy: z.string(),
    people: z.int(),
    dueAt: z.string().optional(),
  }),
  reminded: z.set(z.string()).optional(),
  closedAt: z.string().optional(),
});

const StoredDecision = z.object({
  kind: z.enum(decisionKinds),
  roleId: z.string().optional(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
});

const StoredLine = z.object({
  line: z.object({
    userId: z.string(),
    name: z.string(),
    status: z.string(),
    roleId: z.string(),
    lastSignInAt: z.string().optional(),
    dormant: z.boolean(),
    withoutSecondFactor: z.boolean().default(false),
    permissions: z.array(z.object({ permission: z.string(), lastUsed: z.string().optional() })),
  }),
  decision: StoredDecision.optional(),
});

/** Without a time to live: reviews are evidence. */
export function toReviewItem({
  reminded: _,
  closedAt: __,
  ...review
}: AccessReview): Record<string, unknown> {
  return {
    ...reviewKey(review.reviewId),
    schemaVersion: 1,
    review,
    listPk: reviewsPartition,
    listSk: review.reviewId,
  };
}

/** When a review that was opened at this time is due. */
export function dueAfter(openedAt: string): string {
  return new Date(Date.parse(openedAt) + reviewMilliseconds).toISOString();
}

export function fromReviewItem(item: unknown): AccessReview {
  const { review, closedAt, reminded = new Set() } = StoredReview.parse(item);
  const { dueAt = dueAfter(review.openedAt), ...facts } = review;
  return { ...facts, dueAt, closedAt, reminded: [...reminded] };
}

export function toLineItem(reviewId: string, line: ReviewLine): Record<string, unknown> {
  return { ...lineKey(reviewId, line.userId), schemaVersion: 1, line };
}

export function fromLineItem(item: unknown): ReviewLine {
  const { line, decision } = StoredLine.parse(item);
  return { ...line, decision };
}
