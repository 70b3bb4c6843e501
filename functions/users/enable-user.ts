import type { AccountAdministration } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { changeLatest, existingUser, profilesOf } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface EnableNeeds {
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly provider: Pick<AccountAdministration, 'enable'>;
}

/** Lets a blocked user in again, Cognito first: what fails half-way leaves the user out. */
export async function enableUser(
  { users, provider }: EnableNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const blocked = await existingUser(users, userId);
  if (blocked.status === 'locked') throw new DomainError('user.state_conflict');
  for (const profile of profilesOf(blocked)) await provider.enable(profile);
  return await changeLatest(
    users,
    userId,
    (user) =>
      user.status === 'disabled'
        ? { status: user.passwordChangedAt ? 'active' : 'invited' }
        : undefined,
    'user.enabled',
    by,
  );
}
