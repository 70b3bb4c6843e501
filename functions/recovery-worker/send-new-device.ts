import { composeMail } from '#shared/mail/compose-mail';
import type { SendNoticeNeeds } from './send-notice.ts';

/** Tells a person that somebody has signed in as them from a new device; better twice than never. */
export async function sendNewDevice(
  { directory, disavowals, mailer, noticeTexts, appOrigin }: SendNoticeNeeds,
  message: {
    readonly userId: string;
    readonly at: string;
    readonly device: string;
    readonly place: string;
  },
): Promise<void> {
  const person = await directory.find(message.userId);
  if (!person) return;
  const token = await disavowals.create(message.userId, message.at);
  await mailer.send(composeMail('newDevice', person, { ...message, token }, appOrigin));
  await noticeTexts.follow(message.userId, 'newDevice');
}
