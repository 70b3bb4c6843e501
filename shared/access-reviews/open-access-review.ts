import type { FactorAdministration } from '#shared/auth/identity-provider';
import type { People } from '#shared/auth/people';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { Rights } from '#shared/permissions/rights';
import type { RoleStore } from '#shared/permissions/role-store';
import { type AccessReview, dormantAfter, type ReviewLine } from './access-review.ts';
import { dueAfter } from './review-item.ts';
import type { PermissionUses, ReviewStore } from './review-store.ts';

export interface OpenReviewNeeds {
  readonly people: People;
  readonly roles: Pick<RoleStore, 'list'>;
  readonly uses: PermissionUses;
  readonly factors: Pick<FactorAdministration, 'factorsOf'>;
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

/**
 * Whether somebody who may administer people has no second factor with us; of those who sign in through
 * their company, the company looks after it.
 */
async function lacksFactor(
  { factors }: OpenReviewNeeds,
  { cognitoUsername, signInProvider, status }: StoredPrincipal,
  rights: Rights | undefined,
): Promise<boolean> {
  if (!rights?.duties.includes('users.manage') || status !== 'active') return false;
  if (cognitoUsername === undefined || signInProvider !== undefined) return false;
  return (await factors.factorsOf(cognitoUsername)).enrolled.length === 0;
}

/**
 * Puts down who may do what, and when they last did: everybody who may sign in or soon will. The
 * schedule names the review, so that it opens the same one however often it runs.
 */
export async function openAccessReview(
  needs: OpenReviewNeeds,
  openedBy: string,
  reviewId = needs.ids.next(),
): Promise<AccessReview> {
  const { people, roles, uses, reviews, clock } = needs;
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
  const lines: ReviewLine[] = [];
  for (const person of all) {
    const { userId, name, status, role, lastSignInAt, createdAt } = person;
    const since = Date.parse(lastSignInAt ?? createdAt);
    const held = rights.get(role);
    lines.push({
      ...{ userId, name, status, roleId: role, lastSignInAt },
      withoutSecondFactor: await lacksFactor(needs, person, held),
      dormant: status === 'active' && now.getTime() - since > dormantAfter,
      permissions: (held ? permissionsOf(held) : []).map((permission) => ({
        permission,
        lastUsed: used.get(userId)?.get(permission),
      })),
    });
  }
  const openedAt = now.toISOString();
  const dueAt = dueAfter(openedAt);
  const review = { reviewId, openedAt, openedBy, people: lines.length, dueAt, reminded: [] };
  await reviews.add(review, lines);
  return review;
}
