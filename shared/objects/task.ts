import { externalIdField, ownerField, relatedField, tagsField } from './common-fields.ts';
import { defineObject } from './define-object.ts';
import { priorityChoices } from './priorities.ts';

/** What somebody has to do, by when. */
export const task = defineObject({
  name: 'task',
  plural: 'tasks',
  labels: { one: { en: 'Task', zh: '任务' }, many: { en: 'Tasks', zh: '任务' } },
  nameFields: [['subject']],
  sorts: ['updatedAt', 'createdAt'],
  stageField: 'status',
  facets: ['priority'],
  timeField: 'dueAt',
  example: {
    subject: '寄送合同',
    priority: 'high',
    dueAt: '2026-03-05T09:00:00Z',
    remindAt: '2026-03-05T01:00:00Z',
  },
  fields: {
    subject: {
      kind: 'text',
      labels: { en: 'Subject', zh: '主题' },
      required: true,
      searchable: true,
      importAliases: {
        en: ['Task', 'Task name', 'Title', 'hs_task_subject', 'Task Title', 'To Do'],
        zh: ['任务名称', '标题', '任务标题', '待办'],
      },
    },
    description: {
      kind: 'longText',
      labels: { en: 'Description', zh: '描述' },
      importAliases: { en: ['Notes', 'Comments', 'hs_task_body'], zh: ['任务描述', '备注'] },
    },
    status: {
      kind: 'choice',
      labels: { en: 'Status', zh: '状态' },
      choices: [
        { code: 'open', labels: { en: 'Open', zh: '未开始' } },
        { code: 'in-progress', labels: { en: 'In progress', zh: '进行中' } },
        { code: 'done', labels: { en: 'Done', zh: '已完成' } },
        { code: 'cancelled', labels: { en: 'Cancelled', zh: '已取消' } },
      ],
      importAliases: { en: ['Task Status', 'hs_task_status'], zh: ['任务状态'] },
    },
    priority: {
      kind: 'choice',
      labels: { en: 'Priority', zh: '优先级' },
      choices: priorityChoices,
      importAliases: { en: ['Task Priority', 'hs_task_priority'], zh: ['紧急程度'] },
    },
    dueAt: {
      kind: 'dateTime',
      labels: { en: 'Due', zh: '截止时间' },
      importAliases: {
        en: ['Due Date', 'Due date', 'ActivityDate', 'Deadline', 'Due Time'],
        zh: ['截止日期', '到期日', '到期时间'],
      },
    },
    remindAt: {
      kind: 'dateTime',
      labels: { en: 'Remind at', zh: '提醒时间' },
      importAliases: {
        en: ['Reminder', 'Reminder Date', 'ReminderDateTime', 'Remind At'],
        zh: ['提醒'],
      },
    },
    recurrence: {
      kind: 'text',
      form: 'recurrence',
      labels: { en: 'Repeats', zh: '重复' },
      help: {
        en: 'When the task is done, the next one comes by this rule: FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10.',
        zh: '任务完成后，按此规则生成下一个任务：FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10。',
      },
      importAliases: {
        en: ['Recurrence', 'Recurrence Rule', 'RRULE', 'Repeat', 'Recurring'],
        zh: ['重复规则', '重复周期', '循环'],
      },
    },
    seriesStart: {
      kind: 'dateTime',
      labels: { en: 'Repeats since', zh: '重复起点' },
      managed: 'after creation',
    },
    remindedAt: { kind: 'dateTime', labels: { en: 'Reminded', zh: '已提醒时间' }, managed: true },
    completedAt: {
      kind: 'dateTime',
      labels: { en: 'Completed', zh: '完成时间' },
      managed: 'after creation',
      importAliases: {
        en: ['Completed Date', 'CompletedDateTime', 'Date Completed', 'hs_task_completion_date'],
        zh: ['完成日期'],
      },
    },
    related: relatedField,
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({ en: ['Task ID'], zh: ['任务编号'] }),
  },
});
