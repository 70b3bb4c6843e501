import { composeMail, type MailContent, type Recipient } from './compose-mail.ts';
import type { Mail } from './mailer.ts';

/**
 * The link to set a new password. Its secret is in the fragment, which browsers send to no server;
 * opening it changes nothing, so mail scanners use up no link.
 */
export function recoveryMail(
  recipient: Recipient,
  input: {
    readonly token: string;
    readonly appOrigin: string;
    readonly startedBy: 'person' | 'administrator';
  },
): Mail {
  const url = `${input.appOrigin}/reset#t=${input.token}`;
  const byAdministrator = input.startedBy === 'administrator';
  const contents: Readonly<Record<Recipient['locale'], MailContent>> = {
    en: {
      subject: 'Set a new password for Stratus CRM',
      paragraphs: [
        byAdministrator
          ? 'An administrator has reset your password. The old one does not work any more.'
          : 'A new password was asked for your account.',
        'The link works for 30 minutes and once; a newer mail replaces it. If it has expired, choose “forgotten password” on the sign-in page.',
      ],
      link: { label: 'Set a new password', url },
      caution: byAdministrator
        ? 'If this surprises you, ask your administrator in person.'
        : 'If you did not ask for this, do nothing: your password stays as it is.',
    },
    zh: {
      subject: '设置新的 Stratus CRM 密码',
      paragraphs: [
        byAdministrator
          ? '管理员已重置您的密码，旧密码不再有效。'
          : '有人为您的账户申请了重置密码。',
        '此链接 30 分钟内有效且只能使用一次；新邮件会使旧链接失效。如已过期，请在登录页选择“忘记密码”。',
      ],
      link: { label: '设置新密码', url },
      caution: byAdministrator
        ? '如果您对此感到意外，请当面向管理员确认。'
        : '如果不是您本人申请，无需任何操作，您的密码不会改变。',
    },
  };
  return composeMail(recipient, contents[recipient.locale]);
}
