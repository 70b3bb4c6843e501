import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Suppression, Suppressions } from '#shared/mail/suppressions';

/** A user with what is known of their address. */
export interface UserView extends StoredPrincipal {
  readonly mailProblem?: Suppression;
}

/** Adds to users whether mail reaches them. */
export async function viewUsers(
  suppressions: Pick<Suppressions, 'findMany'>,
  users: readonly StoredPrincipal[],
): Promise<UserView[]> {
  const found = await suppressions.findMany(users.map(({ email }) => email));
  return users.map((user) => {
    const mailProblem = found.get(user.email);
    return mailProblem ? { ...user, mailProblem } : user;
  });
}
