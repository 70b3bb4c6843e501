import { DomainError } from '#shared/errors/domain-error';
import type { Caller } from '#shared/permissions/policy';
import { isShipped, unstoredRights } from '#shared/permissions/role';
import type { HeldRole, RoleEvent, RoleStore } from '#shared/permissions/role-store';
import { existingRole, refuseChange } from './existing-role.ts';

/**
 * Gives a shipped role back the rights it came with, and those that new versions bring. Throws
 * `request.not_found` for roles made here, and what `changeRole` throws.
 */
export async function resetRole(
  { roles }: { readonly roles: Pick<RoleStore, 'find' | 'change'> },
  caller: Caller,
  origin: RoleEvent['origin'],
  roleId: string,
): Promise<HeldRole> {
  if (!isShipped(roleId)) throw new DomainError('request.not_found');
  const before = await existingRole(roles, roleId);
  const rights = unstoredRights(roleId);
  const after = { ...before, ...rights, asShipped: true, version: before.version + 1 };
  refuseChange(caller, before, after);
  if (before.asShipped) return before;
  const { holders: _, ...role } = after;
  await roles.change(role, { name: 'role.reset', byUserId: caller.userId, origin });
  return after;
}
