import { describeMails } from '../describe-mail.ts';

/** What administrators are told of accounts that somebody else may have got into. */
export const disavowalMails = describeMails({
  accountDisavowed: {
    en: {
      subject: 'A colleague reports that their account was misused',
      paragraphs: [
        '{name} ({address}) answered a security notice with “this was not me” on {at}. The account is locked, all its sessions have ended and its password does not work any more.',
        'E-mail address, phone number and user name are again what they were three days before, unless somebody else has them by now. Saved codes, security questions and passkeys of these days have ended.',
        'Speak with them in person or by a telephone number you know, look at the history of their account, and then unlock it in user administration; they are then sent a link to set a new password.',
      ],
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '一位同事报告其账户被盗用',
      paragraphs: [
        '{name}（{address}）于 {at} 在安全通知中选择了“不是我本人操作”。该账户已被锁定，所有登录均已退出，密码已失效。',
        '其电子邮箱、手机号和用户名已恢复为三天前的状态（已被他人使用的除外）。备用验证码、安全问题以及这几天新增的通行密钥均已失效。',
        '请当面或拨打您已知的电话与对方核实，查看该账户的历史记录，然后在用户管理中解锁；届时系统会向对方发送设置新密码的链接。',
      ],
      caution: '您是管理员，因此收到本邮件。',
    },
  },
  accountLockedBy: {
    en: {
      subject: 'A colleague’s account was locked',
      paragraphs: [
        '{by} has locked the account of {name} ({address}) on {at}, because somebody else may have got into it. All its sessions have ended and its password does not work any more.',
        'The reason is in the history of the account, in user administration.',
      ],
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '一位同事的账户已被锁定',
      paragraphs: [
        '由于可能有人盗用，{by} 已于 {at} 锁定 {name}（{address}）的账户。该账户的所有登录均已退出，密码已失效。',
        '原因见用户管理中该账户的历史记录。',
      ],
      caution: '您是管理员，因此收到本邮件。',
    },
  },
  lastAdministratorDisavowed: {
    en: {
      subject: 'Your account is reported as misused',
      paragraphs: [
        'For {name} ({address}) somebody answered a security notice with “this was not me” on {at}. All sessions have ended and the password does not work any more. The account is not locked, because there is no other administrator who could unlock it.',
        'Set a new password by the link in the mail that follows, check your second factors, and invite a second administrator.',
      ],
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '您的账户被报告遭到盗用',
      paragraphs: [
        '有人于 {at} 就 {name}（{address}）的安全通知选择了“不是我本人操作”。所有登录均已退出，密码已失效。由于没有其他管理员可以解锁，该账户未被锁定。',
        '请通过随后邮件中的链接设置新密码，检查您的两步验证方式，并邀请第二位管理员。',
      ],
      caution: '您是管理员，因此收到本邮件。',
    },
  },
});
