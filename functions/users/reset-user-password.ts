import type { AccountAdministration, GlobalSignOut } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SessionStore } from '#shared/auth/session-store';
import { DomainError } from '#shared/errors/domain-error';
import { existingUser, passwordAccountOf } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface ResetNeeds {
  readonly users: Pick<UserStore, 'find'>;
  readonly sessions: Pick<SessionStore, 'endAll'>;
  readonly provider: Pick<AccountAdministration, 'resetPassword'> & GlobalSignOut;
}

/**
 * Ends a user's password and sessions and has a link sent to them: an administrator may start a
 * reset but never choose the password (ASVS 6.4.6). Throws `user.state_conflict` unless active.
 */
export async function resetUserPassword(
  { users, sessions, provider }: ResetNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await existingUser(users, userId);
  if (user.status !== 'active')
    throw new DomainError('user.state_conflict', {
      detail: 'Only active people have a password to reset; send invited people their invitation.',
    });
  const username = passwordAccountOf(user);
  const { userId: byUserId, origin, reason } = by;
  await sessions.endAll(userId, 'user.password_reset', { byUserId, origin, reason });
  await provider.resetPassword(username);
  await provider.signOutEverywhere(username);
  return user;
}
