import { composeMail, type MailContent, type Recipient } from './compose-mail.ts';
import type { Mail } from './mailer.ts';

/** The invitation with the temporary password, which Cognito accepts for a day. */
export function invitationMail(
  recipient: Recipient,
  input: { readonly temporaryPassword: string; readonly appOrigin: string },
): Mail {
  const secret = input.temporaryPassword;
  const url = `${input.appOrigin}/sign-in`;
  const contents: Readonly<Record<Recipient['locale'], MailContent>> = {
    en: {
      subject: 'Your invitation to Stratus CRM',
      paragraphs: [
        `You have been invited to Stratus CRM. Sign in as ${recipient.email} with the temporary password below, and then choose your own. It is valid for one day.`,
      ],
      secret,
      link: { label: 'Sign in', url },
      caution: 'If you did not expect this invitation, ignore this mail.',
    },
    zh: {
      subject: '邀请您使用 Stratus CRM',
      paragraphs: [
        `您已受邀使用 Stratus CRM。请用账号 ${recipient.email} 和下面的临时密码登录，然后设置您自己的密码。临时密码一天内有效。`,
      ],
      secret,
      link: { label: '登录', url },
      caution: '如果您没有预期收到此邀请，请忽略本邮件。',
    },
  };
  return composeMail(recipient, contents[recipient.locale]);
}

/** For invited people who ask for a new password before they have chosen their first one. */
export function invitationWaitingMail(recipient: Recipient): Mail {
  const contents: Readonly<Record<Recipient['locale'], MailContent>> = {
    en: {
      subject: 'Your invitation to Stratus CRM is waiting',
      paragraphs: [
        'Somebody asked for a new password for you, but you have not set your first one yet: use the temporary password in your invitation. If it has expired, ask your administrator to send the invitation again.',
      ],
      caution: 'If you did not ask for this, ignore this mail.',
    },
    zh: {
      subject: '您的 Stratus CRM 邀请尚未使用',
      paragraphs: [
        '有人为您申请了重置密码，但您还没有设置首个密码：请使用邀请邮件中的临时密码登录。如果它已过期，请联系管理员重新发送邀请。',
      ],
      caution: '如果不是您本人申请，请忽略本邮件。',
    },
  };
  return composeMail(recipient, contents[recipient.locale]);
}
