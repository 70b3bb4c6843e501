import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { Caller } from '#shared/permissions/policy';
import type { RoleStore } from '#shared/permissions/role-store';

/** Nobody gives a role that may do more than they may themselves (AZ-13). Throws `role.unknown`, `role.above_own`. */
export async function refuseRoleAboveOwn(
  { roles }: { readonly roles: Pick<RoleStore, 'find'> },
  granter: Caller,
  roleId: string,
): Promise<void> {
  const role = await roles.find(roleId);
  if (!role) throw new DomainError('role.unknown');
  refuseAboveOwn(granter, role);
}
