import type { Administrators } from '#shared/auth/administrators';
import type { Directory } from '#shared/auth/directory';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';
import type { SuppressionReason, Suppressions } from '#shared/mail/suppressions';

export interface SuppressNeeds {
  readonly suppressions: Pick<Suppressions, 'add' | 'noteTold'>;
  readonly directory: Pick<Directory, 'findByLogin'>;
  readonly administrators: Administrators;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

const mailOf = { bounce: 'addressFailing', complaint: 'mailUnwanted' } as const;

/**
 * Stops mail to an address and tells the administrators, but never by that address. Told once;
 * when it is cut off in between, rather twice than never.
 */
export async function suppressAddress(
  needs: SuppressNeeds,
  feedback: { readonly address: string; readonly reason: SuppressionReason; readonly at: string },
): Promise<'suppressed' | 'known'> {
  const { address, reason, at } = feedback;
  const { told } = await needs.suppressions.add(address, reason);
  if (told) return 'known';
  const person = await needs.directory.findByLogin(address);
  if (person)
    for (const administrator of await needs.administrators.list()) {
      if (administrator.email === address) continue;
      const facts = { name: person.name, address, at };
      await needs.mailer.send(composeMail(mailOf[reason], administrator, facts, needs.appOrigin));
    }
  await needs.suppressions.noteTold(address);
  return 'suppressed';
}
