import type { AuthenticatorCopies } from '#shared/auth/authenticator-copies';
import type { FactorAdministration, GlobalSignOut } from '#shared/auth/identity-provider';
import type { PasskeysOfPerson } from '#shared/auth/passkeys-of-person';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { SavedCodes } from '#shared/auth/saved-codes';
import type { SessionStore } from '#shared/auth/session-store';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { changeLatest, existingUser, passwordAccountOf } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface ResetFactorsNeeds {
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly provider: Pick<FactorAdministration, 'removeFactors'> & GlobalSignOut;
  readonly savedCodes: Pick<SavedCodes, 'remove'>;
  readonly passkeys: Pick<PasskeysOfPerson, 'revokeAll'>;
  readonly copies: Pick<AuthenticatorCopies, 'forget'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Takes lost second factors and saved codes from a person, who can do nothing but set up another at
 * the next sign-in (ASVS 6.4.4). Throws `user.state_conflict` unless active.
 */
export async function resetUserFactors(
  needs: ResetFactorsNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  // 1. Our gate: without their factors no session may do more than enrol one.
  const username = passwordAccountOf(await existingUser(needs.users, userId));
  const user = await changeLatest(
    needs.users,
    userId,
    ({ status }) => {
      if (status !== 'active') throw new DomainError('user.state_conflict');
      return { factorDue: true, endsSessions: true };
    },
    'user.factors_reset',
    by,
  );
  await needs.sessions.sweep(userId);

  // 2. What is lost.
  await needs.savedCodes.remove(userId);
  await needs.passkeys.revokeAll(userId, by);
  await needs.copies.forget(userId);
  await needs.provider.removeFactors(username);
  await needs.provider.signOutEverywhere(username);

  // 3. The person hears of it.
  await tellOwner(needs, userId, 'factorRemoved');
  return user;
}
