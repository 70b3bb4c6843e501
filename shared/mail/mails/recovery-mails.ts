import { describeMails } from '../describe-mail.ts';

/**
 * The links to set a new password. The secret is in the fragment, which browsers send to no server;
 * opening the page changes nothing, so mail scanners use up no link.
 */
export const recoveryMails = describeMails({
  recovery: {
    page: '/reset#t={token}',
    en: {
      subject: 'Set a new password for Stratus CRM',
      paragraphs: [
        'A new password was asked for your account.',
        'The link works for 30 minutes and once; a newer mail replaces it. If it has expired, choose “forgotten password” on the sign-in page.',
      ],
      button: 'Set a new password',
      caution: 'If you did not ask for this, do nothing: your password stays as it is.',
    },
    zh: {
      subject: '设置新的 Stratus CRM 密码',
      paragraphs: [
        '有人为您的账户申请了重置密码。',
        '此链接 30 分钟内有效且只能使用一次；新邮件会使旧链接失效。如已过期，请在登录页选择“忘记密码”。',
      ],
      button: '设置新密码',
      caution: '如果不是您本人申请，无需任何操作，您的密码不会改变。',
    },
  },
  recoveryByAdministrator: {
    page: '/reset#t={token}',
    en: {
      subject: 'Set a new password for Stratus CRM',
      paragraphs: [
        'An administrator has reset your password. The old one does not work any more.',
        'The link works for 30 minutes and once; a newer mail replaces it. If it has expired, choose “forgotten password” on the sign-in page.',
      ],
      button: 'Set a new password',
      caution: 'If this surprises you, ask your administrator in person.',
    },
    zh: {
      subject: '设置新的 Stratus CRM 密码',
      paragraphs: [
        '管理员已重置您的密码，旧密码不再有效。',
        '此链接 30 分钟内有效且只能使用一次；新邮件会使旧链接失效。如已过期，请在登录页选择“忘记密码”。',
      ],
      button: '设置新密码',
      caution: '如果您对此感到意外，请当面向管理员确认。',
    },
  },
});
