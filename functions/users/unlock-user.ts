import type { AccountAdministration } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { accountOf, changeLatest } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface UnlockNeeds {
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly provider: Pick<AccountAdministration, 'resetPassword'>;
}

/**
 * Unlocks an account. Its password is one that nobody knows, so opening the gate first lets nobody
 * in; the link to set another goes to the owner. Throws `user.state_conflict` unless locked.
 */
export async function unlockUser(
  { users, provider }: UnlockNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await changeLatest(
    users,
    userId,
    ({ status }) => {
      if (status !== 'locked') throw new DomainError('user.state_conflict');
      return { status: 'active' };
    },
    'user.unlocked',
    by,
  );
  if (user.signInProvider === undefined) await provider.resetPassword(accountOf(user));
  return user;
}
