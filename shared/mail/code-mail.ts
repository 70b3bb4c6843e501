import { composeMail, type MailContent, type Recipient } from './compose-mail.ts';
import type { Mail } from './mailer.ts';

/** A mail with a code that Cognito asked us to carry: to sign in, or to verify an address. */
export function codeMail(recipient: Recipient, code: string): Mail {
  const contents: Readonly<Record<Recipient['locale'], MailContent>> = {
    en: {
      subject: 'Your Stratus CRM code',
      paragraphs: ['This is the code you need to go on:'],
      secret: code,
      caution:
        'Give it to nobody, not even to your administrator. If you did not ask for it, change your password.',
    },
    zh: {
      subject: '您的 Stratus CRM 验证码',
      paragraphs: ['请使用以下验证码继续操作：'],
      secret: code,
      caution: '请勿将验证码告诉任何人，包括管理员。如果不是您本人申请，请更改密码。',
    },
  };
  return composeMail(recipient, contents[recipient.locale]);
}

/** A warning that somebody else may have tried to sign in (Cognito’s threat protection). */
export function takeOverMail(recipient: Recipient): Mail {
  const contents: Readonly<Record<Recipient['locale'], MailContent>> = {
    en: {
      subject: 'Unusual sign-in to Stratus CRM',
      paragraphs: ['Somebody tried to sign in to your account in an unusual way.'],
      caution: 'If this was not you, change your password and tell your administrator.',
    },
    zh: {
      subject: 'Stratus CRM 异常登录提醒',
      paragraphs: ['有人以异常方式尝试登录您的账户。'],
      caution: '如果这不是您本人的操作，请更改密码并通知管理员。',
    },
  };
  return composeMail(recipient, contents[recipient.locale]);
}
