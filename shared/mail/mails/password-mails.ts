import { describeMails } from '../describe-mail.ts';

/** Mails about passwords that will be too old, or that somebody does not have here. */
export const passwordMails = describeMails({
  /** For people who have no password here because their company signs them in. */
  askYourCompany: {
    page: '/sign-in',
    en: {
      subject: 'Your company signs you in to Stratus CRM',
      paragraphs: [
        'A new password was asked for your account, but you have none here: you sign in through your company. Ask its help desk for a new one.',
      ],
      button: 'Go to sign-in',
      caution: 'If you did not ask for this, do nothing: nothing has changed.',
    },
    zh: {
      subject: '您通过公司账号登录 Stratus CRM',
      paragraphs: [
        '有人为您的账户申请了重置密码，但您在这里没有密码：您通过公司账号登录。请联系公司的服务台重置密码。',
      ],
      button: '前往登录页',
      caution: '如果不是您本人申请，无需任何操作，没有任何更改。',
    },
  },
  /** For invited people who will have no password here either. */
  companyInvitation: {
    page: '/sign-in',
    en: {
      subject: 'Your invitation to Stratus CRM',
      paragraphs: [
        'You have been invited to Stratus CRM as {login}. Your company signs you in: choose “Sign in through your company”; there is no other password.',
      ],
      button: 'Go to sign-in',
      caution: 'If you did not expect this invitation, ignore this mail.',
    },
    zh: {
      subject: '邀请您使用 Stratus CRM',
      paragraphs: [
        '您已受邀使用 Stratus CRM，账号为 {login}。请选择“通过公司账号登录”，无需另设密码。',
      ],
      button: '前往登录页',
      caution: '如果您没有预期收到此邀请，请忽略本邮件。',
    },
  },
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
