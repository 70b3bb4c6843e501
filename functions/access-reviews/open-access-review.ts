import {
  type AccessReview,
  dormantAfter,
  type ReviewLine,
} from '#shared/access-reviews/access-review';
import type { PermissionUses, ReviewStore } from '#shared/access-reviews/review-store';
import type { People } from '#shared/auth/people';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { Rights } from '#shared/permissions/rights';
import type { RoleStore } from '#shared/permissions/role-store';

export interface OpenReviewNeeds {
  readonly people: People;
  readonly roles: Pick<RoleStore, 'list'>;
  readonly uses: PermissionUses;
  readonly reviews: Pick<ReviewStore, 'add'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

function permissionsOf({ grants, duties }: Rights): string[] {
  const records = grants.flatMap(({ object, actions }) =>
    actions.map((action) => `${object}:${action}`),
  );
  return [...new Set([...records, ...duties])].sort();
}

/** Puts down who may do what, and when they last did: everybody who may sign in or soon will. */
export async function openAccessReview(
  { people, roles, uses, reviews, clock, ids }: OpenReviewNeeds,
  openedBy: string,
): Promise<AccessReview> {
  const now = clock.now();
  const all: StoredPrincipal[] = [];
  let after: string | undefined;
  do {
    const page = await people.page({ after, limit: 100 });
    all.push(...page.people.filter(({ status }) => status !== 'disabled'));
    after = page.next;
  } while (after !== undefined);
  const rights = new Map((await roles.list()).map((role) => [role.roleId, role]));
  const used = await uses.of(all.map(({ userId }) => userId));
  const lines = all.map((person): ReviewLine => {
    const { userId, name, status, role, lastSignInAt, createdAt } = person;
    const since = Date.parse(lastSignInAt ?? createdAt);
    const held = rights.get(role);
    return {
      ...{ userId, name, status, roleId: role, lastSignInAt },
      dormant: status === 'active' && now.getTime() - since > dormantAfter,
      permissions: (held ? permissionsOf(held) : []).map((permission) => ({
        permission,
        lastUsed: used.get(userId)?.get(permission),
      })),
    };
  });
  const openedAt = now.toISOString();
  const review = { reviewId: ids.next(), openedAt, openedBy, people: lines.length };
  await reviews.add(review, lines);
  return review;
}
