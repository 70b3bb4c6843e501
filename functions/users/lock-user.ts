import type { AccountAdministration, GlobalSignOut } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { SessionStore } from '#shared/auth/session-store';
import { tellOwner } from '#shared/auth/tell-owner';
import type { WaysBack } from '#shared/auth/ways-back';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { changeLatest, profilesOf } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface LockNeeds {
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly waysBack: WaysBack;
  readonly provider: Pick<AccountAdministration, 'setRandomPassword'> & GlobalSignOut;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Locks an account that somebody else may have got into: from the first write on nobody gets in with
 * it, and the password that was stolen is gone, like all that a thief may have set up to come back.
 * Repeating it completes what was interrupted. Throws `user.state_conflict` for people who cannot sign
 * in anyway, and `user.last_administrator`.
 */
export async function lockUser(
  { users, sessions, waysBack, provider, queue, clock }: LockNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  // 1. Our gate.
  const user = await changeLatest(
    users,
    userId,
    ({ status }) => {
      if (status === 'invited' || status === 'disabled')
        throw new DomainError('user.state_conflict');
      return status === 'locked' ? undefined : { status: 'locked', endsSessions: true };
    },
    'user.locked',
    by,
  );
  await sessions.sweep(userId);
  await waysBack.close(userId);

  // 2. Cognito.
  if (user.cognitoUsername && user.signInProvider === undefined)
    await provider.setRandomPassword(user.cognitoUsername);
  for (const profile of profilesOf(user)) await provider.signOutEverywhere(profile);

  // 3. Who has to know.
  await tellOwner({ queue, clock }, userId, 'accountLocked');
  const at = clock.now().toISOString();
  await queue.send({ kind: 'tell-of-lock', userId, byUserId: by.userId, at });
  return user;
}
