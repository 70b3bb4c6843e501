import type { Administrators } from '#shared/auth/administrators';
import type { Directory } from '#shared/auth/directory';
import type { AccountAdministration, GlobalSignOut } from '#shared/auth/identity-provider';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';

export interface SecureAccountNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly administrators: Administrators;
  readonly provider: Pick<AccountAdministration, 'resetPassword'> & GlobalSignOut;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

/**
 * Completes what “this was not me” began: ends sessions and password at the identity provider and
 * alerts all administrators. May be repeated; better told twice than never.
 */
export async function secureAccount(
  { directory, administrators, provider, mailer, appOrigin }: SecureAccountNeeds,
  { userId, isLocked, at }: { userId: string; isLocked: boolean; at: string },
): Promise<void> {
  const person = await directory.find(userId);
  if (!person) return;
  if (person.cognitoUsername) {
    await provider.signOutEverywhere(person.cognitoUsername);
    // To somebody who is locked our sender gives no link: they come back through an administrator.
    if (person.status !== 'invited') await provider.resetPassword(person.cognitoUsername);
  }
  const facts = { name: person.name, address: person.email, at };
  const alert = isLocked ? 'accountDisavowed' : 'lastAdministratorDisavowed';
  for (const administrator of await administrators.list())
    await mailer.send(composeMail(alert, administrator, facts, appOrigin));
}
