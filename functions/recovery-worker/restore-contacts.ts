import type { ContactChanges, FormerContact } from '#shared/auth/contact-changes';
import type { Directory } from '#shared/auth/directory';
import type { ContactAdministration } from '#shared/auth/identity-provider';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';

export interface RestoreContactsNeeds {
  readonly directory: Directory;
  readonly contacts: Pick<ContactChanges, 'recent' | 'putBack'>;
  readonly provider: ContactAdministration;
}

/**
 * Puts back every address, phone and user name that somebody had three days ago, at the identity
 * provider first; gives those that are as they were. What somebody else has by now stays there.
 */
export async function restoreContacts(
  needs: RestoreContactsNeeds,
  person: StoredPrincipal,
): Promise<readonly FormerContact[]> {
  const restored: FormerContact[] = [];
  for (const contact of await needs.contacts.recent(person.userId)) {
    try {
      await restore(needs, person, contact);
      restored.push(contact);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'user.exists') throw error;
    }
  }
  return restored;
}

async function restore(
  { directory, contacts, provider }: RestoreContactsNeeds,
  person: StoredPrincipal,
  contact: FormerContact,
): Promise<void> {
  const { kind, former } = contact;
  const holder = former === undefined ? undefined : await directory.findByLogin(former);
  if (holder && holder.userId !== person.userId) throw new DomainError('user.exists');
  if (kind !== 'userName' && person.cognitoUsername)
    await provider.restoreContact(person.cognitoUsername, kind, former);
  await contacts.putBack(person, contact);
}
