import type { Decision, DecisionKind, ReviewLine } from '#shared/access-reviews/access-review';
import type { AccessChanges, ReviewStore } from '#shared/access-reviews/review-store';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { Caller } from '#shared/permissions/policy';
import type { RoleStore } from '#shared/permissions/role-store';

export interface DecideNeeds {
  readonly reviews: Pick<ReviewStore, 'find' | 'decide' | 'close'>;
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
 * blocks. What is carried out comes first and can be repeated; the decision is written once. The last
 * one closes the review. Throws `request.not_found`, `review.decided`, `role.unknown`,
 * `role.above_own` and what the changes throw.
 */
export async function decideAccess(
  { reviews, roles, clock }: DecideNeeds,
  changes: AccessChanges,
  caller: Caller,
  { reviewId, userId, kind, roleId, reason }: DecideInput,
): Promise<ReviewLine> {
  const found = await reviews.find(reviewId);
  const line = found?.lines.find((each) => each.userId === userId);
  if (!found || !line) throw new DomainError('request.not_found');
  if (line.decision) throw new DomainError('review.decided');
  // 1. Nobody decides about themselves: a second person looks at everyone.
  if (userId === caller.userId && kind !== 'keep') throw new DomainError('role.own');
  const held = await roles.find(line.roleId);
  if (held) refuseAboveOwn(caller, held);
  if (kind === 'change') {
    const wanted = roleId === undefined ? undefined : await roles.find(roleId);
    if (!wanted) throw new DomainError('role.unknown');
    refuseAboveOwn(caller, wanted);
    await changes.changeRole(userId, wanted.roleId);
  }
  if (kind === 'revoke') await changes.block(userId);

  // 2. Written once, whoever is first.
  const at = clock.now().toISOString();
  const decision: Decision = {
    kind,
    reason,
    by: caller.userId,
    at,
    ...(kind === 'change' ? { roleId } : {}),
  };
  if (!(await reviews.decide(reviewId, userId, decision))) throw new DomainError('review.decided');
  const open = (await reviews.find(reviewId))?.lines.some((each) => !each.decision);
  if (!open) await reviews.close(reviewId, at);
  return { ...line, decision };
}
