import type { AccountAdministration } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { existingUser } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface ResendNeeds {
  readonly users: Pick<UserStore, 'find' | 'linkAccount' | 'note'>;
  readonly provider: Pick<AccountAdministration, 'invite' | 'resendInvitation'>;
}

/**
 * Sends the invitation again and voids the temporary password of the last one. Completes an
 * invitation that was interrupted. Throws `user.not_invited` for people who have a password.
 */
export async function resendInvitation(
  needs: ResendNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await existingUser(needs.users, userId);
  if (user.status !== 'invited') throw new DomainError('user.not_invited');
  const sent = await completeInvitation(needs, user);
  if (!sent) await needs.provider.resendInvitation(user.email);
  await needs.users.note(userId, 'user.invitation_resent', by);
  return user;
}

export interface CompletionNeeds {
  readonly users: Pick<UserStore, 'linkAccount'>;
  readonly provider: Pick<AccountAdministration, 'invite'>;
}

/** Makes the account if an earlier try did not get so far; true when that sent the invitation. */
export async function completeInvitation(
  { users, provider }: CompletionNeeds,
  { userId, email, cognitoUsername }: StoredPrincipal,
): Promise<boolean> {
  if (cognitoUsername !== undefined) return false;
  const { username, sent } = await provider.invite(email);
  await users.linkAccount(userId, username);
  return sent;
}
