import { DomainError } from '#shared/errors/domain-error';
import type { UserStore } from '#shared/users/user-store';

/** A manager is another person who is not blocked. Throws `user.manager_unknown`. */
export async function checkManager(
  users: Pick<UserStore, 'find'>,
  userId: string | undefined,
  managerId: string | null | undefined,
): Promise<void> {
  if (managerId === undefined || managerId === null) return;
  const manager = managerId === userId ? undefined : await users.find(managerId);
  if (!manager || manager.status === 'disabled') throw new DomainError('user.manager_unknown');
}
