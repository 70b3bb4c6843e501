import type { Directory } from '#shared/auth/directory';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';
import type { NoticeName } from '#shared/mail/mails/notice-mails';

export interface SendNoticeNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

/** Tells a person what happened to their account; better twice than never. */
export async function sendNotice(
  { directory, mailer, appOrigin }: SendNoticeNeeds,
  {
    userId,
    notice,
    at,
  }: { readonly userId: string; readonly notice: NoticeName; readonly at: string },
): Promise<void> {
  const person = await directory.find(userId);
  if (person) await mailer.send(composeMail(notice, person, { at }, appOrigin));
}
