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
