import { describeMails } from '../describe-mail.ts';

/** Mails about a password that will be too old. */
export const passwordMails = describeMails({
  passwordDue: {
    page: '/sign-in',
    en: {
      subject: 'Your Stratus CRM password has to be changed soon',
      paragraphs: [
        'Your password has to be changed by {due} (UTC). After that day you can sign in only to set a new one.',
        'Change it in your account settings whenever it suits you.',
      ],
      button: 'Go to sign-in',
      caution: 'We never ask for your password by mail or telephone.',
    },
    zh: {
      subject: '您的 Stratus CRM 密码即将到期',
      paragraphs: [
        '请在 {due}（UTC）之前更改密码。逾期后，您登录后只能设置新密码。',
        '您可以随时在账户设置中更改密码。',
      ],
      button: '前往登录页',
      caution: '我们绝不会通过邮件或电话索要您的密码。',
    },
  },
});
