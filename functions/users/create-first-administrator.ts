import type { AccountAdministration } from '#shared/auth/identity-provider';
import type { NewUser, UserStore } from '#shared/users/user-store';
import { completeInvitation } from './resend-invitation.ts';

export interface FirstAdministratorNeeds {
  readonly users: Pick<UserStore, 'addFirstAdministrator' | 'find' | 'linkAccount'>;
  readonly provider: Pick<AccountAdministration, 'invite'>;
}

export type FirstAdministratorOutcome = 'invited' | 'already-there';

/**
 * Invites the first administrator of an installation; for the operator's script, never for a route.
 * Repeating it with the same address completes what was interrupted. Throws when the installation
 * has had another first administrator.
 */
export async function createFirstAdministrator(
  { users, provider }: FirstAdministratorNeeds,
  person: Omit<NewUser, 'role' | 'teamId'>,
): Promise<FirstAdministratorOutcome> {
  const { outcome, userId } = await users.addFirstAdministrator({
    ...person,
    role: 'administrator',
  });
  const user = await users.find(userId);
  if (!user || user.email !== person.email)
    throw new Error(
      'This installation already has its first administrator; ask them for an invitation.',
    );
  const sent = await completeInvitation({ users, provider }, user);
  return outcome === 'added' || sent ? 'invited' : 'already-there';
}
