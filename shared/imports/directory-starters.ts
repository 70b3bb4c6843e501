import type { Directory } from '#shared/auth/directory';
import type { RoleCache } from '#shared/permissions/role-cache';
import { type Starters, systemPrincipal } from './system-principal.ts';

/** Starters as the directory of people has them now; the drop folders' own principal is built in. */
export function createDirectoryStarters(
  directory: Pick<Directory, 'find'>,
  roles: Pick<RoleCache, 'read'>,
): Starters {
  return {
    async find(userId) {
      if (userId === systemPrincipal.userId)
        return { ...systemPrincipal, rights: await roles.read(systemPrincipal.role) };
      const principal = await directory.find(userId);
      if (principal?.status !== 'active') return undefined;
      const { role, teamId } = principal;
      return { userId, role, teamId, rights: await roles.read(role) };
    },
  };
}
