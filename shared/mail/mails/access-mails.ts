import { describeMails } from '../describe-mail.ts';

/** What people are told about who may do what. */
export const accessMails = describeMails({
  /** To administrators and the owner of a record. */
  accessAsked: {
    page: '/',
    en: {
      subject: 'A colleague asks for access',
      paragraphs: [
        '{name} asks for: {what}.',
        'Their reason: “{reason}”',
        'Grant or refuse it in Stratus CRM. Without an answer it is given up after 30 days.',
      ],
      button: 'Open Stratus CRM',
      caution: 'You get this mail because you may answer the request.',
    },
    zh: {
      subject: '一位同事申请访问权限',
      paragraphs: [
        '{name} 申请：{what}。',
        '申请理由：“{reason}”',
        '请在 Stratus CRM 中批准或拒绝。30 天内无人答复，申请将失效。',
      ],
      button: '打开 Stratus CRM',
      caution: '您有权答复此申请，因此收到本邮件。',
    },
  },
  /** To those who were asked, once somebody has answered. */
  accessDecided: {
    en: {
      subject: 'A request for access was decided',
      paragraphs: ['The request of {name} for {what} was {decision}.'],
      caution: 'Who answered, and why, stands with the request.',
    },
    zh: {
      subject: '一项权限申请已有结果',
      paragraphs: ['{name} 对 {what} 的申请：{decision}。'],
      caution: '答复人与理由记录在该申请中。',
    },
  },
  accessGranted: {
    page: '/',
    en: {
      subject: 'Your request for access was granted',
      paragraphs: ['You asked for {what}, and may use it from now on.', 'The answer: “{reason}”'],
      button: 'Open Stratus CRM',
      caution: 'If you did not ask for it, tell your administrator.',
    },
    zh: {
      subject: '您的权限申请已获批准',
      paragraphs: ['您申请的 {what} 现已生效。', '答复：“{reason}”'],
      button: '打开 Stratus CRM',
      caution: '如果这不是您的申请，请告知管理员。',
    },
  },
  accessGrantedUntil: {
    page: '/',
    en: {
      subject: 'Your request for access was granted for some time',
      paragraphs: [
        'You asked for {what}, and may use it from now on until {at}.',
        'The answer: “{reason}”',
      ],
      button: 'Open Stratus CRM',
      caution: 'If you did not ask for it, tell your administrator.',
    },
    zh: {
      subject: '您的权限申请已获限期批准',
      paragraphs: ['您申请的 {what} 现已生效，有效期至 {at}。', '答复：“{reason}”'],
      button: '打开 Stratus CRM',
      caution: '如果这不是您的申请，请告知管理员。',
    },
  },
  accessRefused: {
    en: {
      subject: 'Your request for access was refused',
      paragraphs: ['You asked for {what}.', 'The answer: “{reason}”'],
      caution: 'Talk to your administrator if something is unclear.',
    },
    zh: {
      subject: '您的权限申请未获批准',
      paragraphs: ['您申请的是 {what}。', '答复：“{reason}”'],
      caution: '如有疑问，请与管理员联系。',
    },
  },
  accessExpired: {
    en: {
      subject: 'Nobody has answered your request for access',
      paragraphs: ['You asked for {what} 30 days ago. Ask again if you still need it.'],
      caution: 'Talk to your administrator if it is urgent.',
    },
    zh: {
      subject: '您的权限申请无人答复',
      paragraphs: ['您 30 天前申请了 {what}。如仍有需要，请重新申请。'],
      caution: '如情况紧急，请与管理员联系。',
    },
  },
  /** To administrators. */
  accessReviewDue: {
    page: '/',
    en: {
      subject: 'An access review is open',
      paragraphs: [
        'Who may do what has to be looked at: {left} of {people} people are not decided about.',
        'The review is due on {at}.',
      ],
      button: 'Open Stratus CRM',
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '权限审查待完成',
      paragraphs: ['请审查人员权限：共 {people} 人，还有 {left} 人未作决定。', '截止时间：{at}。'],
      button: '打开 Stratus CRM',
      caution: '您是管理员，因此收到本邮件。',
    },
  },
  accessReviewOverdue: {
    page: '/',
    en: {
      subject: 'An access review is overdue',
      paragraphs: [
        'The review was due on {at}, and {left} of {people} people are still not decided about.',
      ],
      button: 'Open Stratus CRM',
      caution: 'You get this mail because you are an administrator.',
    },
    zh: {
      subject: '权限审查已逾期',
      paragraphs: ['审查截止于 {at}，共 {people} 人，仍有 {left} 人未作决定。'],
      button: '打开 Stratus CRM',
      caution: '您是管理员，因此收到本邮件。',
    },
  },
});
