import { describeMails } from '../describe-mail.ts';
import { notMe } from './not-me.ts';

/** Mails on the way in: invitations and codes. */
export const signInMails = describeMails({
  /** The temporary password, which Cognito accepts for a day. */
  invitation: {
    secret: '{temporaryPassword}',
    page: '/sign-in',
    en: {
      subject: 'Your invitation to Stratus CRM',
      paragraphs: [
        'You have been invited to Stratus CRM. Sign in as {login} with the temporary password below, and then choose your own. It is valid for one day.',
      ],
      button: 'Sign in',
      caution: 'If you did not expect this invitation, ignore this mail.',
    },
    zh: {
      subject: '邀请您使用 Stratus CRM',
      paragraphs: [
        '您已受邀使用 Stratus CRM。请用账号 {login} 和下面的临时密码登录，然后设置您自己的密码。临时密码一天内有效。',
      ],
      button: '登录',
      caution: '如果您没有预期收到此邀请，请忽略本邮件。',
    },
  },
  /** For invited people who ask for a new password before they have chosen their first one. */
  invitationWaiting: {
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
  },
  /** A code that Cognito asked us to carry: to sign in, or to verify an address. */
  code: {
    secret: '{code}',
    en: {
      subject: 'Your Stratus CRM code',
      paragraphs: ['This is the code you need to go on:'],
      caution:
        'Give it to nobody, not even to your administrator. If you did not ask for it, change your password.',
    },
    zh: {
      subject: '您的 Stratus CRM 验证码',
      paragraphs: ['请使用以下验证码继续操作：'],
      caution: '请勿将验证码告诉任何人，包括管理员。如果不是您本人申请，请更改密码。',
    },
  },
  /** Somebody signed in, with the right password, from where the person never has. */
  newDevice: {
    page: notMe.page,
    en: {
      subject: 'New sign-in to Stratus CRM',
      paragraphs: [
        'Somebody signed in to your account on {at} from a new device: {device}, {place}.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: 'Stratus CRM 新设备登录提醒',
      paragraphs: ['有人已于 {at} 在新设备上登录您的账户：{device}，{place}。'],
      ...notMe.zh,
    },
  },
  /** A warning of Cognito's threat protection. */
  takeOver: {
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
  },
});
