import type { Directory } from '#shared/auth/directory';
import { type Starters, systemPrincipal } from './system-principal.ts';

/** Starters as the directory of people has them now; the drop folders' own principal is built in. */
export function createDirectoryStarters(directory: Pick<Directory, 'find'>): Starters {
  return {
    async find(userId) {
      if (userId === systemPrincipal.userId) return systemPrincipal;
      const principal = await directory.find(userId);
      if (principal?.status !== 'active') return undefined;
      return { userId, role: principal.role, teamId: principal.teamId };
    },
  };
}
