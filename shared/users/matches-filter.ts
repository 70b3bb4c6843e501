import type { StoredPrincipal } from '#shared/auth/principal-item';
import { fold } from '#shared/text/fold';
import type { UserFilter } from './user-store.ts';

/** Whether a user is among those asked for. */
export function matchesFilter(user: StoredPrincipal, filter: UserFilter): boolean {
  const { search, ...exact } = filter;
  const words = search === undefined ? [] : fold(search).split(' ');
  const text = fold(`${user.name} ${user.email}`);
  return (
    words.every((word) => text.includes(word)) &&
    (exact.status === undefined || user.status === exact.status) &&
    (exact.role === undefined || user.role === exact.role) &&
    (exact.teamId === undefined || user.teamId === exact.teamId) &&
    (exact.managerId === undefined || user.managerId === exact.managerId)
  );
}
