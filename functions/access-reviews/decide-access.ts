import type { Decision, DecisionKind, ReviewLine } from '#shared/access-reviews/access-review';
import type { AccessChanges, ReviewStore } from '#shared/access-reviews/review-store';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { Caller } from '#shared/permissions/policy';
import type { RoleStore } from '#shared/permissions/role-store';
import type { UserStore } from '#shared/users/user-store';

export interface DecideNeeds {
  readonly reviews: Pick<ReviewStore, 'findLine' | 'claim' | 'decide' | 'isOpen' | 'close'>;
  readonly users: Pick<UserStore, 'find'>;
  readonly roles: Pick<RoleStore, 'find'>;
  readonly clock: Clock;
}

export interface DecideInput {
  readonly reviewId: string;
  readonly userId: string;
  readonly kind: DecisionKind;
  readonly roleId?: string | undefined;
  readonly reason: string;
}

/**
 * Decides about one person and carries it out at once: a change gives another role, a revocation
 * blocks. What is carried out comes first and can be repeated; the decision is written once, and nobody
 * else can decide otherwise meanwhile. The last one closes the review. Throws `request.not_found`, `review.decided`, `role.unknown`,
 * `role.above_own` and what the changes throw.
 */
export async function decideAccess(
  { reviews, users, roles, clock }: DecideNeeds,
  changes: AccessChanges,
  caller: Caller,
  { reviewId, userId, kind, roleId, reason }: DecideInput,
): Promise<ReviewLine> {
  const found = await reviews.findLine(reviewId, userId);
  if (!found) throw new DomainError('request.not_found');
  const { line } = found;
  if (line.decision) throw new DomainError('review.decided');
  // 1. Nobody decides about themselves: a second person looks at everyone.
  if (userId === caller.userId && kind !== 'keep') throw new DomainError('role.own');
  // The role they have now: since the review was opened they may have been given a higher one.
  const held = await roles.find((await users.find(userId))?.role ?? line.roleId);
  if (held) refuseAboveOwn(caller, held);
  const at = clock.now().toISOString();
  const decision: Decision = {
    kind,
    reason,
    by: caller.userId,
    at,
    ...(kind === 'change' ? { roleId } : {}),
  };

  if (kind === 'change') {
    const wanted = roleId === undefined ? undefined : await roles.find(roleId);
    if (!wanted) throw new DomainError('role.unknown');
    refuseAboveOwn(caller, wanted);
  }

  // 2. One of those who decide at the same time goes on.
  if (!(await reviews.claim(reviewId, userId, decision))) throw new DomainError('review.decided');
  if (kind === 'change' && roleId !== undefined) await changes.changeRole(userId, roleId);
  if (kind === 'revoke') await changes.block(userId);

  // 3. Written once.
  if (!(await reviews.decide(reviewId, userId, decision))) throw new DomainError('review.decided');
  if (!(await reviews.isOpen(reviewId))) await reviews.close(reviewId, at);
  return { ...line, decision };
}
