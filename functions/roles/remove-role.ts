import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { Caller } from '#shared/permissions/policy';
import { isShipped } from '#shared/permissions/role';
import type { RoleEvent, RoleStore } from '#shared/permissions/role-store';
import { existingRole } from './existing-role.ts';

/**
 * Removes a role that was made here and that nobody has; its id is not used again. Throws
 * `request.not_found`, `record.version_conflict`, `role.shipped`, `role.in_use`, `role.above_own`.
 */
export async function removeRole(
  { roles }: { readonly roles: Pick<RoleStore, 'find' | 'remove'> },
  caller: Caller,
  origin: RoleEvent['origin'],
  { roleId, version }: { readonly roleId: string; readonly version: string },
): Promise<void> {
  if (isShipped(roleId)) throw new DomainError('role.shipped');
  const role = await existingRole(roles, roleId);
  if (String(role.version) !== version) throw new DomainError('record.version_conflict');
  refuseAboveOwn(caller, role);
  await roles.remove(role, { name: 'role.removed', byUserId: caller.userId, origin });
}
