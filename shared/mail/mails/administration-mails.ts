import { describeMails } from '../describe-mail.ts';

/** What administrators are told. */
export const administrationMails = describeMails({
  addressFailing: {
    en: {
      subject: 'Mail to a colleague does not arrive',
      paragraphs: [
        'Mail from Stratus CRM to {name} ({address}) was refused on {at}. Until you lift the block, they get no mail from us: no link to set a new password, no notices.',
        'Check the address with them, correct it or lift the block on their page in user administration.',
      ],
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '无法向一位同事发送邮件',
      paragraphs: [
        'Stratus CRM 发给 {name}（{address}）的邮件于 {at} 被拒收。在您解除限制之前，对方将收不到任何邮件，包括重置密码链接和安全通知。',
        '请与对方核对邮箱地址，然后在用户管理页面更正地址或解除限制。',
      ],
      caution: '您是管理员，因此收到本邮件。',
    },
  },
  offBoarded: {
    page: '/people',
    en: {
      subject: 'A colleague has been off-boarded',
      paragraphs: [
        'The off-boarding of {name} was finished on {at}. They can no longer sign in.',
        'Successor: {successor}. Records handed over: {count}. The receipt is on the person’s page in user administration.',
      ],
      button: 'Open Stratus CRM',
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '一位同事的离职移交已完成',
      paragraphs: [
        '{name} 的离职移交已于 {at} 完成，该账户不能再登录。',
        '接手人：{successor}。已移交记录：{count}。移交单可在用户管理页面查看。',
      ],
      button: '打开 Stratus CRM',
      caution: '您是管理员，因此收到本邮件。',
    },
  },
  /** To the successor. */
  recordsHandedOver: {
    page: '/',
    en: {
      subject: 'Records of a colleague are yours now',
      paragraphs: [
        '{name} has left, and {count} records that belonged to them were handed to {successor} on {at}.',
      ],
      button: 'Open Stratus CRM',
      caution: 'If this surprises you, ask your administrator.',
    },
    zh: {
      subject: '同事的记录已移交给您',
      paragraphs: ['{name} 已离职，其名下的 {count} 条记录已于 {at} 移交给 {successor}。'],
      button: '打开 Stratus CRM',
      caution: '如果您对此感到意外，请联系管理员。',
    },
  },
  mailUnwanted: {
    en: {
      subject: 'A colleague has marked our mail as unwanted',
      paragraphs: [
        '{name} ({address}) marked a mail from Stratus CRM as unwanted on {at}. Until you lift the block, they get no mail from us: no link to set a new password, no notices.',
        'Talk to them, and lift the block on their page in user administration.',
      ],
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '一位同事将我们的邮件标记为垃圾邮件',
      paragraphs: [
        '{name}（{address}）于 {at} 将 Stratus CRM 的邮件标记为垃圾邮件。在您解除限制之前，对方将收不到任何邮件，包括重置密码链接和安全通知。',
        '请与对方沟通，然后在用户管理页面解除限制。',
      ],
      caution: '您是管理员，因此收到本邮件。',
    },
  },
});
