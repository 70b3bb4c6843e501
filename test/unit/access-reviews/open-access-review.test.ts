import { expect, it } from 'vitest';
import type { ReviewLine } from '#shared/access-reviews/access-review';
import { openAccessReview } from '#shared/access-reviews/open-access-review';
import { shippedRole } from '#shared/permissions/role';

const base = {
  schemaVersion: 1,
  role: 'read-only',
  email: 'a@example.com',
  locale: 'en',
  version: 1,
  sessionGeneration: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
} as const;

it('marks active people who have not signed in for 60 days, and leaves out those who left', async () => {
  const people = [
    {
      ...base,
      userId: 'idle',
      name: 'Idle',
      status: 'active',
      lastSignInAt: '2026-02-01T00:00:00Z',
    },
    {
      ...base,
      userId: 'busy',
      name: 'Busy',
      status: 'active',
      lastSignInAt: '2026-04-20T00:00:00Z',
    },
    { ...base, userId: 'never', name: 'Never', status: 'active' },
    { ...base, userId: 'asked', name: 'Asked', status: 'invited' },
    { ...base, userId: 'left', name: 'Left', status: 'disabled' },
  ] as const;
  const written: ReviewLine[] = [];
  const review = await openAccessReview(
    {
      people: { page: async () => ({ people: [...people], next: undefined }) },
      roles: { list: async () => [{ ...shippedRole('read-only'), holders: 5 }] },
      uses: { of: async () => new Map([['busy', new Map([['contact:read', '2026-04-20']])]]) },
      factors: {
        factorsOf: async () => ({ enrolled: [], preferred: undefined, phone: undefined }),
      },
      reviews: {
        async add(_, lines) {
          written.push(...lines);
        },
      },
      clock: { now: () => new Date('2026-05-01T00:00:00.000Z') },
      ids: { next: () => 'review-1' },
    },
    'ada',
  );
  expect(review).toMatchObject({
    ...{ reviewId: 'review-1', people: 4, openedBy: 'ada' },
    dueAt: '2026-05-15T00:00:00.000Z',
  });
  expect(written.map(({ userId, dormant }) => [userId, dormant])).toEqual([
    ['idle', true],
    ['busy', false],
    ['never', true],
    ['asked', false],
  ]);
  expect(written[1]?.permissions).toContainEqual({
    permission: 'contact:read',
    lastUsed: '2026-04-20',
  });
});
