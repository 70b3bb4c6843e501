import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { existingUser } from './existing-user.ts';
import type { Actor, UserChange, UserStore } from './user-store.ts';

/**
 * Changes name, role or team; the new role counts from the user's next request on. Throws
 * `record.version_conflict` unless `version` is the present one, and `user.last_administrator`.
 */
export async function changeUser(
  { users }: { readonly users: Pick<UserStore, 'find' | 'change'> },
  by: Actor,
  input: {
    readonly userId: string;
    readonly version: string;
    readonly change: Pick<UserChange, 'name' | 'role' | 'teamId'>;
  },
): Promise<StoredPrincipal> {
  const user = await existingUser(users, input.userId);
  if (String(user.version) !== input.version) throw new DomainError('record.version_conflict');
  return await users.change(user, input.change, 'user.changed', by);
}
