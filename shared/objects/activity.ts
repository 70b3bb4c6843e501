import { externalIdField, ownerField, relatedField, tagsField } from './common-fields.ts';
import { defineObject } from './define-object.ts';

/** What happened with a customer: a call, a mail, a meeting, a note. */
export const activity = defineObject({
  name: 'activity',
  plural: 'activities',
  labels: { one: { en: 'Activity', zh: '跟进记录' }, many: { en: 'Activities', zh: '跟进记录' } },
  nameFields: [['subject']],
  sorts: ['updatedAt', 'createdAt'],
  stageField: 'type',
  facets: ['direction', 'outcome'],
  timeField: 'happenedAt',
  example: {
    type: 'call',
    subject: '确认交付时间',
    notes: '客户希望提前一周交付。',
    happenedAt: '2026-03-02T02:30:00Z',
    durationMinutes: 15,
    outcome: 'reached',
  },
  fields: {
    type: {
      kind: 'choice',
      labels: { en: 'Type', zh: '类型' },
      required: true,
      choices: [
        { code: 'call', labels: { en: 'Call', zh: '电话' } },
        { code: 'e-mail', labels: { en: 'E-mail', zh: '邮件' } },
        { code: 'meeting', labels: { en: 'Meeting', zh: '会议' } },
        { code: 'note', labels: { en: 'Note', zh: '备注' } },
        { code: 'visit', labels: { en: 'Visit', zh: '拜访' } },
        { code: 'message', labels: { en: 'Message', zh: '消息' } },
      ],
      importAliases: {
        en: ['Activity Type', 'Activity_Type', 'hs_activity_type', 'Activity - Type'],
        zh: ['跟进方式', '活动类型', '联系方式'],
      },
    },
    subject: {
      kind: 'text',
      labels: { en: 'Subject', zh: '主题' },
      required: true,
      searchable: true,
      importAliases: {
        en: ['Title', 'hs_meeting_title', 'hs_email_subject', 'Activity - Subject', 'Topic'],
        zh: ['标题', '跟进主题'],
      },
    },
    notes: {
      kind: 'longText',
      labels: { en: 'Notes', zh: '内容' },
      importAliases: {
        en: [
          'Description',
          'Body',
          'hs_note_body',
          'hs_call_body',
          'hs_email_text',
          'hs_meeting_body',
          'Comments',
        ],
        zh: ['跟进内容', '跟进记录', '备注', '描述'],
      },
    },
    happenedAt: {
      kind: 'dateTime',
      labels: { en: 'Time', zh: '时间' },
      importAliases: {
        en: [
          'Date',
          'Activity Date',
          'ActivityDate',
          'Activity_Date',
          'hs_timestamp',
          'hs_meeting_start_time',
          'Start Time',
        ],
        zh: ['跟进时间', '联系时间', '日期'],
      },
    },
    durationMinutes: {
      kind: 'number',
      labels: { en: 'Duration in minutes', zh: '时长（分钟）' },
      minimum: 0,
      importAliases: {
        en: ['Duration', 'DurationInMinutes', 'Call Duration'],
        zh: ['时长', '通话时长'],
      },
    },
    direction: {
      kind: 'choice',
      labels: { en: 'Direction', zh: '方向' },
      choices: [
        { code: 'inbound', labels: { en: 'Inbound', zh: '呼入' } },
        { code: 'outbound', labels: { en: 'Outbound', zh: '呼出' } },
      ],
      importAliases: { en: ['hs_call_direction', 'hs_email_direction', 'Call Direction'] },
    },
    outcome: {
      kind: 'choice',
      labels: { en: 'Outcome', zh: '结果' },
      choices: [
        { code: 'reached', labels: { en: 'Reached', zh: '已联系上' } },
        { code: 'no-answer', labels: { en: 'No answer', zh: '无人接听' } },
        { code: 'left-message', labels: { en: 'Left a message', zh: '已留言' } },
        { code: 'wrong-number', labels: { en: 'Wrong number', zh: '号码错误' } },
        { code: 'completed', labels: { en: 'Completed', zh: '已完成' } },
      ],
      importAliases: { en: ['Status', 'hs_call_disposition', 'Call Result'], zh: ['跟进结果'] },
    },
    related: relatedField,
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({ en: ['Activity ID', 'Activity - ID'], zh: ['跟进编号'] }),
  },
});
