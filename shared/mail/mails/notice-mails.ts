import { describeMails } from '../describe-mail.ts';
import { notMe } from './not-me.ts';

/** Tells people what happened to their account, so that a thief cannot do it unseen (ASVS 6.3.7). */
export const noticeMails = describeMails({
  passwordChanged: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM password was changed',
      paragraphs: [
        'Your password was changed on {at}.',
        'All earlier sessions have been signed out.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 密码已更改',
      paragraphs: ['您的密码已于 {at} 更改。', '之前的所有登录均已退出。'],
      ...notMe.zh,
    },
  },
  passwordRecovered: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM password was changed',
      paragraphs: [
        'Your password was set anew by a recovery link on {at}.',
        'All earlier sessions have been signed out.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 密码已更改',
      paragraphs: ['您的密码已于 {at} 通过重置链接更新。', '之前的所有登录均已退出。'],
      ...notMe.zh,
    },
  },
  factorAdded: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM sign-in has a new factor',
      paragraphs: [
        'A second factor was added to your account on {at}. You will be asked for it when you sign in.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 账户新增了验证方式',
      paragraphs: ['您的账户已于 {at} 新增一种两步验证方式，登录时将要求使用。'],
      ...notMe.zh,
    },
  },
  factorRemoved: {
    page: notMe.page,
    en: {
      subject: 'A sign-in factor was removed from Stratus CRM',
      paragraphs: ['A second factor was removed from your account on {at}.'],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 账户移除了验证方式',
      paragraphs: ['您的账户已于 {at} 移除一种两步验证方式。'],
      ...notMe.zh,
    },
  },
  passkeyAdded: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM account has a new passkey',
      paragraphs: [
        'A passkey was added to your account on {at}. It signs in without your password.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 账户新增了通行密钥',
      paragraphs: ['您的账户已于 {at} 新增通行密钥，可用于免密码登录。'],
      ...notMe.zh,
    },
  },
  passkeyRemoved: {
    page: notMe.page,
    en: {
      subject: 'A passkey was removed from Stratus CRM',
      paragraphs: ['A passkey was removed from your account on {at}. It opens nothing any more.'],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 账户移除了通行密钥',
      paragraphs: ['您的账户已于 {at} 移除通行密钥，该通行密钥已无法登录。'],
      ...notMe.zh,
    },
  },
  apiKeyMade: {
    page: notMe.page,
    en: {
      subject: 'An API key now acts for you in Stratus CRM',
      paragraphs: [
        'An API key was made on {at}. Another system can use it with your rights until it ends or is revoked.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '新的 API 密钥可代表您访问 Stratus CRM',
      paragraphs: ['{at} 已创建一个 API 密钥。在其到期或被吊销之前，其他系统可凭此使用您的权限。'],
      ...notMe.zh,
    },
  },
  savedCodesMade: {
    page: notMe.page,
    en: {
      subject: 'You have new saved codes for Stratus CRM',
      paragraphs: [
        'New saved codes were made for your account on {at}. All earlier ones have ended.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 备用验证码已更新',
      paragraphs: ['您的账户已于 {at} 生成新的备用验证码，之前的备用验证码均已失效。'],
      ...notMe.zh,
    },
  },
  savedCodeUsed: {
    page: notMe.page,
    en: {
      subject: 'A saved code was used for Stratus CRM',
      paragraphs: [
        'A saved code was used on {at} to sign in without your second factor, which has been removed. Set up another one.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 备用验证码已被使用',
      paragraphs: ['有人已于 {at} 使用备用验证码登录，原有的两步验证方式已移除，请重新设置。'],
      ...notMe.zh,
    },
  },
  emailChanged: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM e-mail address was changed',
      paragraphs: [
        'The e-mail address of your account was changed on {at}. Mail goes to the new address from now on.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 电子邮箱已更改',
      paragraphs: ['您账户的电子邮箱已于 {at} 更改，今后的邮件将发送到新邮箱。'],
      ...notMe.zh,
    },
  },
  phoneChanged: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM phone number was changed',
      paragraphs: ['The phone number of your account was changed on {at}.'],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 手机号已更改',
      paragraphs: ['您账户的手机号已于 {at} 更改。'],
      ...notMe.zh,
    },
  },
  userNameChanged: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM user name was changed',
      paragraphs: [
        'The user name of your account was changed or removed on {at}. Your e-mail address still signs you in.',
      ],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 用户名已更改',
      paragraphs: ['您账户的用户名已于 {at} 更改或移除，您仍可使用电子邮箱登录。'],
      ...notMe.zh,
    },
  },
  factorPreferred: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM sign-in asks another factor',
      paragraphs: ['Another second factor of yours was chosen on {at} to be asked for first.'],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 首选验证方式已更改',
      paragraphs: ['您账户的首选两步验证方式已于 {at} 更改。'],
      ...notMe.zh,
    },
  },
  contactsRestored: {
    en: {
      subject: 'Your Stratus CRM contacts were put back',
      paragraphs: [
        'Because of “this was not me”, the e-mail address, phone number and user name of your account are again, since {at}, what they were three days before.',
        'Your account is locked, or its sessions have ended. Your administrator tells you how to go on.',
      ],
      caution: 'If this surprises you, ask your administrator in person what happened.',
    },
    zh: {
      subject: '您的 Stratus CRM 联系方式已恢复',
      paragraphs: [
        '由于收到“这不是我本人操作”的反馈，您账户的电子邮箱、手机号和用户名已于 {at} 恢复为三天前的状态。',
        '您的账户已被锁定，或所有登录均已退出。后续步骤请咨询管理员。',
      ],
      caution: '如果您对此感到意外，请当面向管理员了解情况。',
    },
  },
  accountLocked: {
    en: {
      subject: 'Your Stratus CRM account was locked',
      paragraphs: [
        'Your account was locked on {at}, because somebody else may have got into it. All sessions have ended, and the old password does not work any more.',
        'Once it is unlocked, you get a link to set a new password.',
      ],
      caution:
        'If you use the old password anywhere else, change it there. Ask your administrator in person what happened.',
    },
    zh: {
      subject: '您的 Stratus CRM 账户已锁定',
      paragraphs: [
        '由于可能有人盗用，您的账户已于 {at} 锁定。所有登录均已结束，旧密码不再有效。',
        '账户解锁后，您将收到设置新密码的链接。',
      ],
      caution: '如果您在其他地方使用同样的密码，请立即更改。具体情况请当面向管理员了解。',
    },
  },
  temporaryPasswordSet: {
    en: {
      subject: 'Your Stratus CRM password was replaced',
      paragraphs: [
        'An administrator has replaced your password by a temporary one on {at}, after checking that it was you who asked. All sessions have ended.',
      ],
      caution: 'If it was not you who asked, tell another administrator at once.',
    },
    zh: {
      subject: '您的 Stratus CRM 密码已被替换',
      paragraphs: [
        '管理员在核实您的身份后，已于 {at} 将您的密码替换为临时密码。所有登录均已结束。',
      ],
      caution: '如果不是您本人提出的请求，请立即告知其他管理员。',
    },
  },
  companyUntied: {
    en: {
      subject: 'Your company account was untied from Stratus CRM',
      paragraphs: [
        'An administrator has untied your Stratus CRM account from the account at your company on {at}. All sessions have ended. The next time you sign in through your company, the two are tied again.',
      ],
      caution: 'If this surprises you, ask your administrator in person.',
    },
    zh: {
      subject: '您的 Stratus CRM 账户已与公司账号解除绑定',
      paragraphs: [
        '管理员已于 {at} 将您的 Stratus CRM 账户与公司账号解除绑定。所有登录均已结束。您下次通过公司登录时将重新绑定。',
      ],
      caution: '如果您对此感到意外，请当面向管理员了解情况。',
    },
  },
  securityQuestionsSet: {
    page: notMe.page,
    en: {
      subject: 'Your Stratus CRM security questions were changed',
      paragraphs: ['The answers to your security questions were set on {at}.'],
      ...notMe.en,
    },
    zh: {
      subject: '您的 Stratus CRM 安全问题已更改',
      paragraphs: ['您的安全问题答案已于 {at} 设置。'],
      ...notMe.zh,
    },
  },
});

/** Mails that say no more than what happened and when. */
export const noticeNames = [
  'passwordChanged',
  'passwordRecovered',
  'securityQuestionsSet',
  'factorAdded',
  'factorRemoved',
  'passkeyAdded',
  'passkeyRemoved',
  'apiKeyMade',
  'savedCodesMade',
  'savedCodeUsed',
  'emailChanged',
  'phoneChanged',
  'userNameChanged',
  'factorPreferred',
  'contactsRestored',
  'accountLocked',
  'temporaryPasswordSet',
  'companyUntied',
] as const satisfies readonly (keyof typeof noticeMails)[];

/** Those that go to a verified phone, too. */
export const textedNames = [...noticeNames, 'newDevice'] as const;

export type TextedName = (typeof textedNames)[number];

export type NoticeName = (typeof noticeNames)[number];
