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
  readonly permissions: readonly UsedPermission[];
  readonly decision?: Decision | undefined;
}

export interface AccessReview {
  readonly reviewId: string;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly people: number;
  /** Set once every line is decided. */
  readonly closedAt?: string | undefined;
}

/** How long without a sign-in makes a person dormant, in milliseconds. */
export const dormantAfter = 60 * 86_400_000;
