import type { AccountAdministration } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SessionStore } from '#shared/auth/session-store';
import { changeLatest, profilesOf } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface DisableNeeds {
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly provider: Pick<AccountAdministration, 'disable'>;
}

/**
 * Blocks a user: from the first write on the gate admits none of their requests; Cognito follows and
 * revokes all tokens. Repeating it completes what was interrupted. Throws `user.last_administrator`.
 */
export async function disableUser(
  { users, sessions, provider }: DisableNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await changeLatest(
    users,
    userId,
    ({ status }) =>
      status === 'disabled' ? undefined : { status: 'disabled', endsSessions: true },
    'user.disabled',
    by,
  );
  await sessions.sweep(userId);
  for (const profile of profilesOf(user)) await provider.disable(profile);
  return user;
}
