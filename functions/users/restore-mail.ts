import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SuppressionList } from '#shared/mail/ses-suppression-list';
import type { Suppressions } from '#shared/mail/suppressions';
import { existingUser } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface RestoreMailNeeds {
  readonly users: Pick<UserStore, 'find' | 'note'>;
  readonly suppressions: Pick<Suppressions, 'lift'>;
  readonly suppressionList: SuppressionList;
}

/** Lets mail go to a person's address again. The mail service first: what fails half-way is repeated. */
export async function restoreMail(
  { users, suppressions, suppressionList }: RestoreMailNeeds,
  by: Actor,
  userId: string,
): Promise<StoredPrincipal> {
  const user = await existingUser(users, userId);
  await suppressionList.remove(user.email);
  await suppressions.lift(user.email);
  await users.note(userId, 'user.mail_restored', by);
  return user;
}
