import type { Administrators } from '#shared/auth/administrators';
import type { ContactChanges } from '#shared/auth/contact-changes';
import type { AccountAdministration, GlobalSignOut } from '#shared/auth/identity-provider';
import type { WaysBack } from '#shared/auth/ways-back';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';
import type { NoticeTexts } from './notice-texts.ts';
import { type RestoreContactsNeeds, restoreContacts } from './restore-contacts.ts';

export interface SecureAccountNeeds extends RestoreContactsNeeds {
  readonly contacts: ContactChanges;
  readonly waysBack: WaysBack;
  readonly administrators: Administrators;
  readonly provider: RestoreContactsNeeds['provider'] &
    Pick<AccountAdministration, 'resetPassword'> &
    GlobalSignOut;
  readonly mailer: Mailer;
  readonly noticeTexts: NoticeTexts;
  readonly appOrigin: string;
}

/**
 * Completes what “this was not me” began: ends sessions and password at the identity provider, closes
 * the ways back, puts back contacts that changed within three days, tells the owner there and alerts
 * all administrators.
 * May be repeated; better told twice than never.
 */
export async function secureAccount(
  needs: SecureAccountNeeds,
  { userId, isLocked, at }: { userId: string; isLocked: boolean; at: string },
): Promise<void> {
  const { directory, contacts, administrators, provider, mailer, appOrigin } = needs;
  const suspect = await directory.find(userId);
  if (!suspect) return;
  if (suspect.cognitoUsername) await provider.signOutEverywhere(suspect.cognitoUsername);
  await needs.waysBack.close(userId);
  // Before the password, whose link must not go to the address of a thief.
  const restored = await restoreContacts(needs, suspect);
  const person = (await directory.find(userId)) ?? suspect;
  // To somebody who is locked our sender gives no link: they come back through an administrator.
  if (person.cognitoUsername && person.status !== 'invited')
    await provider.resetPassword(person.cognitoUsername);
  if (restored.length > 0) {
    await mailer.send(composeMail('contactsRestored', person, { at }, appOrigin));
    await needs.noticeTexts.follow(userId, 'contactsRestored');
  }
  const facts = { name: person.name, address: person.email, at };
  const alert = isLocked ? 'accountDisavowed' : 'lastAdministratorDisavowed';
  for (const administrator of await administrators.list())
    await mailer.send(composeMail(alert, administrator, facts, appOrigin));
  for (const contact of restored) await contacts.forget(userId, contact);
}
