/** What was decided about a person's access. */
export const decisionKinds = ['keep', 'change', 'revoke'] as const;

export type DecisionKind = (typeof decisionKinds)[number];

export interface Decision {
  readonly kind: DecisionKind;
  /** The new role, of a change. */
  readonly roleId?: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** One permission of a person's role and the day it was last used; absent: never seen in use. */
export interface UsedPermission {
  readonly permission: string;
  /** UTC, YYYY-MM-DD. */
  readonly lastUsed?: string | undefined;
}

/** A person's access as it was when the review was opened, and what was decided. */
export interface ReviewLine {
  readonly userId: string;
  readonly name: string;
  readonly status: string;
  readonly roleId: string;
  readonly lastSignInAt?: string | undefined;
  /** Active, and no sign-in for 60 days. */
  readonly dormant: boolean;
  /** May administer people, and has neither authenticator app nor text messages as a second factor. */
  readonly withoutSecondFactor: boolean;
  readonly permissions: readonly UsedPermission[];
  readonly decision?: Decision | undefined;
}

export interface AccessReview {
  readonly reviewId: string;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly people: number;
  /** When everybody has to be decided about. */
  readonly dueAt: string;
  /** Set once every line is decided. */
  readonly closedAt?: string | undefined;
  /** The reminders that have gone out. */
  readonly reminded: readonly string[];
}

export type ReviewState = 'open' | 'overdue' | 'closed';

/** Where a review stands: overdue once its due date has passed with somebody undecided. */
export function reviewState({ closedAt, dueAt }: AccessReview, now: string): ReviewState {
  if (closedAt !== undefined) return 'closed';
  return dueAt <= now ? 'overdue' : 'open';
}

/** Days after the last review was opened on which the next one opens by itself. */
export const reviewDays = 90;

/** How long a review may take, in milliseconds. */
export const reviewMilliseconds = 14 * 86_400_000;

/** How long without a sign-in makes a person dormant, in milliseconds. */
export const dormantAfter = 60 * 86_400_000;
