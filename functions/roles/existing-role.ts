import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { Duty } from '#shared/permissions/permission';
import type { Caller } from '#shared/permissions/policy';
import type { Role } from '#shared/permissions/role';
import type { HeldRole, RoleStore } from '#shared/permissions/role-store';

/** Without these in somebody's hands nobody could give anybody anything any more. */
const essential: readonly Duty[] = ['users.manage', 'roles.manage'];

/** The role; throws `request.not_found`. */
export async function existingRole(
  roles: Pick<RoleStore, 'find'>,
  roleId: string,
): Promise<HeldRole> {
  const role = await roles.find(roleId);
  if (!role) throw new DomainError('request.not_found');
  return role;
}

/**
 * Refuses to change rights that are above the caller's own, before or after, those of the caller's own
 * role, and to take from administrators what the organisation cannot do without (AZ-13).
 */
export function refuseChange(caller: Caller, before: Role, after: Role): void {
  refuseAboveOwn(caller, before);
  refuseAboveOwn(caller, after);
  if (before.roleId === 'administrator') {
    if (essential.every((duty) => after.duties.includes(duty))) return;
    throw new DomainError('role.essential', { detail: `It keeps ${essential.join(' and ')}.` });
  }
  if (caller.role === before.roleId) throw new DomainError('role.own');
}
