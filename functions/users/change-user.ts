import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import { DomainError } from '#shared/errors/domain-error';
import { existingUser } from '#shared/users/existing-user';
import { type MayActNeeds, mayActOn, refuseRoleAboveOwn } from '#shared/users/may-act-on';
import type { Actor, UserChange, UserStore } from '#shared/users/user-store';
import { checkManager } from './check-manager.ts';

/**
 * Changes a person; a new role counts from their next request on, and asks for a fresh proof of
 * identity. Throws `record.version_conflict` unless `version` is the present one,
 * `user.own_account` for one's own role, `user.manager_unknown` and `user.last_administrator`.
 */
export async function changeUser(
  needs: MayActNeeds & TellNeeds & { readonly users: Pick<UserStore, 'change'> },
  principal: Principal,
  by: Actor,
  input: {
    readonly userId: string;
    readonly version: string;
    readonly change: Omit<UserChange, 'status' | 'endsSessions'>;
  },
): Promise<StoredPrincipal> {
  const { userId, version, change } = input;
  const user = await existingUser(needs.users, userId);
  const role = change.role === user.role ? undefined : change.role;
  if (role !== undefined && !principal.steppedUp) throw new DomainError('auth.step_up_required');
  if (role !== undefined || userId !== principal.userId) await mayActOn(needs, principal, userId);
  if (role !== undefined) await refuseRoleAboveOwn(needs, principal, role);
  if (String(user.version) !== version) throw new DomainError('record.version_conflict');
  await checkManager(needs.users, userId, change.managerId);
  const after = await needs.users.change(user, change, 'user.changed', by);
  if (after.userName !== user.userName) await tellOwner(needs, userId, 'userNameChanged');
  return after;
}
