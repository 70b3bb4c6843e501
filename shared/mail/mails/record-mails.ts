import { describeMails } from '../describe-mail.ts';

const cautionEn = 'You get this mail because you look after this record in Stratus CRM.';
const cautionZh = '您是该记录在 Stratus CRM 中的负责人，因此收到本邮件。';

/** What the owners of tasks and tickets are told when a time has come. */
export const recordMails = describeMails({
  taskDue: {
    en: {
      subject: 'A task of yours is due',
      paragraphs: ['Your task “{subject}” is due on {at}.'],
      caution: cautionEn,
    },
    zh: {
      subject: '您有一项任务即将到期',
      paragraphs: ['您的任务“{subject}”将于 {at} 到期。'],
      caution: cautionZh,
    },
  },
  taskReminder: {
    en: {
      subject: 'A reminder of a task of yours',
      paragraphs: ['You asked to be reminded of your task “{subject}”.'],
      caution: cautionEn,
    },
    zh: {
      subject: '任务提醒',
      paragraphs: ['这是您设置的任务提醒：“{subject}”。'],
      caution: cautionZh,
    },
  },
  ticketOverdue: {
    en: {
      subject: 'A ticket of yours is overdue',
      paragraphs: ['Ticket {number}, “{subject}”, should have been resolved by {at}.'],
      caution: cautionEn,
    },
    zh: {
      subject: '您有一张工单已超时',
      paragraphs: ['工单 {number}“{subject}”应于 {at} 前解决。'],
      caution: cautionZh,
    },
  },
});
