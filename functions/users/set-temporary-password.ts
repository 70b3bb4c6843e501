import type { AccountAdministration, GlobalSignOut } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { SessionStore } from '#shared/auth/session-store';
import { tellOwner } from '#shared/auth/tell-owner';
import { newTemporaryPassword, temporaryPasswordLife } from '#shared/auth/temporary-password';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { changeLatest, existingUser, passwordAccountOf } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface TemporaryPasswordNeeds {
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly provider: Pick<AccountAdministration, 'setTemporaryPassword'> & GlobalSignOut;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

export interface TemporaryPassword {
  readonly user: StoredPrincipal;
  readonly temporaryPassword: string;
  readonly expiresAt: string;
}

/**
 * Makes a password for somebody whom no address reaches; they choose their own at the next sign-in
 * (ASVS 6.4.1, 6.4.4), and until then count as invited. It is given back here and kept nowhere.
 * Throws `user.state_conflict` for blocked and locked people, and `user.last_administrator`.
 */
export async function setTemporaryPassword(
  needs: TemporaryPasswordNeeds,
  by: Actor,
  userId: string,
): Promise<TemporaryPassword> {
  // 1. Our gate: whoever is signed in is out.
  const username = passwordAccountOf(await existingUser(needs.users, userId));
  const user = await changeLatest(
    needs.users,
    userId,
    ({ status }) => {
      if (status !== 'active' && status !== 'invited') throw new DomainError('user.state_conflict');
      return { status: 'invited', endsSessions: true };
    },
    'user.temporary_password_set',
    by,
  );
  await needs.sessions.sweep(userId);

  // 2. Cognito.
  const temporaryPassword = newTemporaryPassword();
  const now = needs.clock.now();
  await needs.provider.setTemporaryPassword(username, temporaryPassword);
  await needs.provider.signOutEverywhere(username);

  // 3. The person hears of it, should an address work after all.
  await tellOwner(needs, userId, 'temporaryPasswordSet');
  const expiresAt = new Date(now.getTime() + temporaryPasswordLife).toISOString();
  return { user, temporaryPassword, expiresAt };
}
