import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SecurityEventName } from '#shared/auth/security-event';
import { DomainError } from '#shared/errors/domain-error';
import type { Actor, UserChange, UserStore } from './user-store.ts';

/** The user; throws `request.not_found`. */
export async function existingUser(
  users: Pick<UserStore, 'find'>,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await users.find(userId);
  if (!user) throw new DomainError('request.not_found');
  return user;
}

/** Their name at the identity provider; throws `user.state_conflict` before the account is made. */
export function accountOf({ cognitoUsername }: StoredPrincipal): string {
  if (cognitoUsername === undefined)
    throw new DomainError('user.state_conflict', {
      detail: 'The invitation was not completed; send it again.',
    });
  return cognitoUsername;
}

/**
 * The account of somebody who has a password with us. Throws `user.single_sign_on` for those who come
 * through their company: there is nothing to reset here.
 */
export function passwordAccountOf(user: StoredPrincipal): string {
  if (user.signInProvider !== undefined) throw new DomainError('user.single_sign_on');
  return accountOf(user);
}

/** All profiles by which the identity provider lets somebody in: by password, and through a company. */
export function profilesOf({ cognitoUsername, companyProfile }: StoredPrincipal): string[] {
  return [cognitoUsername, companyProfile?.username].filter((name) => name !== undefined);
}

const tries = 4;

/**
 * Changes a user to what `decide` makes of their present state, again when somebody else was faster.
 * `decide` returns undefined when there is nothing to do.
 */
export async function changeLatest(
  users: Pick<UserStore, 'find' | 'change'>,
  userId: string,
  decide: (user: StoredPrincipal) => UserChange | undefined,
  event: SecurityEventName,
  by: Actor,
): Promise<StoredPrincipal> {
  for (let attempt = 1; ; attempt += 1) {
    const user = await existingUser(users, userId);
    const change = decide(user);
    if (!change) return user;
    try {
      return await users.change(user, change, event, by);
    } catch (error) {
      const lost = error instanceof DomainError && error.code === 'record.version_conflict';
      if (!lost || attempt === tries) throw error;
    }
  }
}
