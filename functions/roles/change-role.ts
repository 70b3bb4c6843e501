import { DomainError } from '#shared/errors/domain-error';
import type { Caller } from '#shared/permissions/policy';
import type { Role } from '#shared/permissions/role';
import type { HeldRole, RoleEvent, RoleStore } from '#shared/permissions/role-store';
import { existingRole, refuseChange } from './existing-role.ts';

type Content = Pick<Role, 'names' | 'grants' | 'duties' | 'mfaRequired'>;

export interface ChangeRoleInput {
  readonly roleId: string;
  readonly version: string;
  readonly change: { readonly [K in keyof Content]?: Content[K] | undefined };
}

/**
 * Changes names, rights or the need of a second factor. Throws `request.not_found`,
 * `record.version_conflict`, `role.above_own`, `role.own` and `role.essential`.
 */
export async function changeRole(
  { roles }: { readonly roles: Pick<RoleStore, 'find' | 'change'> },
  caller: Caller,
  origin: RoleEvent['origin'],
  { roleId, version, change }: ChangeRoleInput,
): Promise<HeldRole> {
  const before = await existingRole(roles, roleId);
  if (String(before.version) !== version) throw new DomainError('record.version_conflict');
  const after: HeldRole = {
    ...before,
    names: change.names ?? before.names,
    grants: change.grants ?? before.grants,
    duties: change.duties ?? before.duties,
    mfaRequired: change.mfaRequired ?? before.mfaRequired,
    asShipped: before.asShipped && !change.grants && !change.duties,
    version: before.version + 1,
  };
  refuseChange(caller, before, after);
  const { holders: _, ...role } = after;
  await roles.change(role, { name: 'role.changed', byUserId: caller.userId, origin });
  return after;
}
