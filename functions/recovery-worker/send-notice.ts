import type { Directory } from '#shared/auth/directory';
import type { Disavowals } from '#shared/auth/disavowal';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';
import type { NoticeName } from '#shared/mail/mails/notice-mails';
import type { NoticeTexts } from './notice-texts.ts';

export interface SendNoticeNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly disavowals: Pick<Disavowals, 'create'>;
  readonly mailer: Mailer;
  readonly noticeTexts: NoticeTexts;
  readonly appOrigin: string;
}

/**
 * Tells a person what happened to their account, at a former address too, with a link to say that
 * it was not them; better twice than never.
 */
export async function sendNotice(
  { directory, disavowals, mailer, noticeTexts, appOrigin }: SendNoticeNeeds,
  {
    userId,
    notice,
    at,
    formerEmail,
    formerPhone,
  }: {
    readonly userId: string;
    readonly notice: NoticeName;
    readonly at: string;
    readonly formerEmail?: string | undefined;
    readonly formerPhone?: string | undefined;
  },
): Promise<void> {
  const person = await directory.find(userId);
  if (!person) return;
  const addresses = formerEmail === undefined ? [person.email] : [person.email, formerEmail];
  // Some notices have no link; those that do need its secret.
  const facts = { at, token: await disavowals.create(userId, at) };
  for (const email of addresses)
    await mailer.send(composeMail(notice, { ...person, email }, facts, appOrigin));
  await noticeTexts.follow(userId, notice, formerPhone);
}
