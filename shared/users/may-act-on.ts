import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { RoleStore } from '#shared/permissions/role-store';
import { existingUser } from './existing-user.ts';
import type { UserStore } from './user-store.ts';

export interface MayActNeeds {
  readonly users: Pick<UserStore, 'find'>;
  readonly roles: Pick<RoleStore, 'find'>;
}

/**
 * Somebody's account, if this administrator may act on it: it is not their own, which they could lock
 * themselves out of, and its role may not do more than theirs (AZ-13). Throws `request.not_found`,
 * `user.own_account`, `role.above_own`.
 */
export async function mayActOn(
  { users, roles }: MayActNeeds,
  principal: Principal,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await existingUser(users, userId);
  if (userId === principal.userId) throw new DomainError('user.own_account');
  const role = await roles.find(user.role);
  if (role) refuseAboveOwn(principal, role);
  return user;
}

/** Nobody gives a role that may do more than they may themselves (AZ-13). Throws `role.unknown`, `role.above_own`. */
export async function refuseRoleAboveOwn(
  { roles }: Pick<MayActNeeds, 'roles'>,
  granter: Principal,
  roleId: string,
): Promise<void> {
  const role = await roles.find(roleId);
  if (!role) throw new DomainError('role.unknown');
  refuseAboveOwn(granter, role);
}
