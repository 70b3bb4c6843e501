import type { AccountAdministration } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Actor, NewUser, UserStore } from '#shared/users/user-store';
import { checkManager } from './check-manager.ts';

export interface InviteNeeds {
  readonly users: Pick<UserStore, 'add' | 'find' | 'linkAccount'>;
  readonly provider: Pick<AccountAdministration, 'invite'>;
}

/**
 * Invites a person. The address is claimed here first, so that two invitations cannot both succeed;
 * if Cognito fails afterwards, sending the invitation again completes it. Throws `user.exists`,
 * `user.manager_unknown`, `team.unknown`.
 */
export async function inviteUser(
  { users, provider }: InviteNeeds,
  by: Actor,
  input: NewUser,
): Promise<StoredPrincipal> {
  await checkManager(users, undefined, input.managerId);
  const user = await users.add(input, by);
  const { username } = await provider.invite(user.email);
  await users.linkAccount(user.userId, username);
  return { ...user, cognitoUsername: username };
}
