import type { Directory } from '#shared/auth/directory';
import type { Mailer } from '#shared/mail/mailer';
import { type Notice, noticeMail } from '#shared/mail/notice-mail';

export interface SendNoticeNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

/** Tells a person what happened to their account; better twice than never. */
export async function sendNotice(
  { directory, mailer, appOrigin }: SendNoticeNeeds,
  message: { readonly userId: string; readonly notice: Notice; readonly at: string },
): Promise<void> {
  const person = await directory.find(message.userId);
  if (person) await mailer.send(noticeMail(person, { ...message, appOrigin }));
}
