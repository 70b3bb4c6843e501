import type { Directory } from '#shared/auth/directory';
import type { ContactAdministration } from '#shared/auth/identity-provider';
import { mails } from '#shared/mail/mails/mails';
import type { TextedName } from '#shared/mail/mails/notice-mails';
import type { TextSender } from '#shared/mail/text-sender';
import { composeText } from '#shared/mail/texts';

export interface SendNoticeTextNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: Pick<ContactAdministration, 'verifiedPhone'>;
  readonly texts: TextSender;
}

/** Tells a person by text message what a mail has told, at a former phone too; without a link. */
export async function sendNoticeText(
  { directory, provider, texts }: SendNoticeTextNeeds,
  {
    userId,
    notice,
    formerPhone,
  }: {
    readonly userId: string;
    readonly notice: TextedName;
    readonly formerPhone?: string | undefined;
  },
): Promise<void> {
  const person = await directory.find(userId);
  if (!person?.cognitoUsername) return;
  const phone = await provider.verifiedPhone(person.cognitoUsername);
  const { subject } = mails[notice][person.locale];
  const text = composeText('notice', person.locale, { subject });
  for (const to of new Set([phone, formerPhone]))
    if (to !== undefined) await texts.send({ name: 'notice', to, text });
}
