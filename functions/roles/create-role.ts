import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { Caller } from '#shared/permissions/policy';
import type { Rights } from '#shared/permissions/rights';
import { isShipped, type Role } from '#shared/permissions/role';
import type { HeldRole, RoleEvent, RoleStore } from '#shared/permissions/role-store';

export interface NewRoleInput extends Pick<Role, 'roleId' | 'names'> {
  readonly grants?: Rights['grants'] | undefined;
  readonly duties?: Rights['duties'] | undefined;
  readonly copyOf?: string | undefined;
  readonly mfaRequired?: boolean | undefined;
}

/**
 * Makes a role, of a copy's rights where the input names none. Throws `role.exists`, `role.unknown`
 * and `role.above_own`.
 */
export async function createRole(
  { roles }: { readonly roles: Pick<RoleStore, 'find' | 'create'> },
  caller: Caller,
  origin: RoleEvent['origin'],
  input: NewRoleInput,
): Promise<HeldRole> {
  const { roleId, names, copyOf } = input;
  if (isShipped(roleId)) throw new DomainError('role.exists');
  const copied = copyOf === undefined ? undefined : await roles.find(copyOf);
  if (copyOf !== undefined && !copied) throw new DomainError('role.unknown');
  const role: Role = {
    roleId,
    names,
    version: 1,
    asShipped: false,
    mfaRequired: input.mfaRequired ?? copied?.mfaRequired ?? false,
    grants: input.grants ?? copied?.grants ?? [],
    duties: input.duties ?? copied?.duties ?? [],
  };
  refuseAboveOwn(caller, role);
  await roles.create(role, { name: 'role.created', byUserId: caller.userId, origin });
  return { ...role, holders: 0 };
}
