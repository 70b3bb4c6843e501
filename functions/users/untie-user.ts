import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SessionStore } from '#shared/auth/session-store';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import { DomainError } from '#shared/errors/domain-error';
import { existingUser } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';
import type { CompanyProfiles, CompanyTies } from './company-ties.ts';

export interface UntieNeeds extends TellNeeds {
  readonly users: Pick<UserStore, 'find'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly ties: CompanyTies;
  readonly profiles: CompanyProfiles;
}

/**
 * Unties a person from their subject at the company, so that another one can stand for them: the next
 * sign-in through the company finds them by their address again. Throws `user.state_conflict` for
 * whoever is not tied.
 */
export async function untieUser(
  needs: UntieNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const before = await existingUser(needs.users, userId);
  if (before.signInProvider === undefined)
    throw new DomainError('user.state_conflict', {
      detail: 'No company signs this person in yet.',
    });
  // 1. Cognito. While the tie stands nobody can make another profile for the person.
  if (before.companyProfile) await needs.profiles.remove(before.companyProfile.username);

  // 2. Our gate, and the tie.
  const user = await needs.ties.untie(before, by);
  await needs.sessions.sweep(userId);

  // 3. The person hears of it.
  await tellOwner(needs, userId, 'companyUntied');
  return user;
}
