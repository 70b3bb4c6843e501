import { composeMail, type MailContent, type Recipient } from './compose-mail.ts';
import type { Mail } from './mailer.ts';

export type Notice = 'password-changed' | 'password-recovered';

/** Tells a person that their password has changed, so that a thief cannot do it unseen (ASVS 6.3.7). */
export function noticeMail(
  recipient: Recipient,
  input: { readonly notice: Notice; readonly at: string; readonly appOrigin: string },
): Mail {
  const when = `${input.at.slice(0, 16).replace('T', ' ')} UTC`;
  const link = { en: 'Go to sign-in', zh: '前往登录页' };
  const recovered = input.notice === 'password-recovered';
  const contents: Readonly<Record<Recipient['locale'], MailContent>> = {
    en: {
      subject: 'Your Stratus CRM password was changed',
      paragraphs: [
        recovered
          ? `Your password was set anew by a recovery link on ${when}.`
          : `Your password was changed on ${when}.`,
        'All earlier sessions have been signed out.',
      ],
      link: { label: link.en, url: `${input.appOrigin}/sign-in` },
      caution:
        'If this was not you, choose “forgotten password” on the sign-in page at once and tell your administrator.',
    },
    zh: {
      subject: '您的 Stratus CRM 密码已更改',
      paragraphs: [
        recovered ? `您的密码已于 ${when} 通过重置链接更新。` : `您的密码已于 ${when} 更改。`,
        '之前的所有登录均已退出。',
      ],
      link: { label: link.zh, url: `${input.appOrigin}/sign-in` },
      caution: '如果这不是您本人的操作，请立即在登录页选择“忘记密码”，并通知管理员。',
    },
  };
  return composeMail(recipient, contents[recipient.locale]);
}
