import { describeMails, type MailDescription } from '../describe-mail.ts';

const cautionEn =
  'If this was not you, choose “forgotten password” on the sign-in page at once and tell your administrator.';
const cautionZh = '如果这不是您本人的操作，请立即在登录页选择“忘记密码”，并通知管理员。';

/** Mails that say no more than what happened and when. */
export const noticeNames = ['passwordChanged', 'passwordRecovered'] as const;

export type NoticeName = (typeof noticeNames)[number];

/** Tells people what happened to their account, so that a thief cannot do it unseen (ASVS 6.3.7). */
export const noticeMails = describeMails({
  passwordChanged: {
    page: '/sign-in',
    en: {
      subject: 'Your Stratus CRM password was changed',
      paragraphs: [
        'Your password was changed on {at}.',
        'All earlier sessions have been signed out.',
      ],
      button: 'Go to sign-in',
      caution: cautionEn,
    },
    zh: {
      subject: '您的 Stratus CRM 密码已更改',
      paragraphs: ['您的密码已于 {at} 更改。', '之前的所有登录均已退出。'],
      button: '前往登录页',
      caution: cautionZh,
    },
  },
  passwordRecovered: {
    page: '/sign-in',
    en: {
      subject: 'Your Stratus CRM password was changed',
      paragraphs: [
        'Your password was set anew by a recovery link on {at}.',
        'All earlier sessions have been signed out.',
      ],
      button: 'Go to sign-in',
      caution: cautionEn,
    },
    zh: {
      subject: '您的 Stratus CRM 密码已更改',
      paragraphs: ['您的密码已于 {at} 通过重置链接更新。', '之前的所有登录均已退出。'],
      button: '前往登录页',
      caution: cautionZh,
    },
  },
} satisfies Record<NoticeName, MailDescription>);
