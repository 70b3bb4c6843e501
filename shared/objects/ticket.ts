import { externalIdField, ownerField, tagsField } from './common-fields.ts';
import { defineObject } from './define-object.ts';
import { priorityChoices } from './priorities.ts';
import { mostPauses } from './rules/pauses.ts';
import { defaultServiceLevels } from './service-levels.ts';

/** A customer's question or complaint (Salesforce and Dynamics call it a case). */
export const ticket = defineObject({
  name: 'ticket',
  plural: 'tickets',
  labels: { one: { en: 'Ticket', zh: '工单' }, many: { en: 'Tickets', zh: '工单' } },
  nameFields: [['subject']],
  numbered: { field: 'number', prefix: 'T-' },
  sorts: ['name', 'updatedAt', 'createdAt'],
  stageField: 'status',
  facets: ['priority', 'channel', 'type'],
  parentFields: ['companyId', 'contactId', 'orderId'],
  serviceLevels: defaultServiceLevels,
  example: {
    subject: '充电桩无法启动',
    description: '昨天更新固件之后，两台设备都不再启动。',
    priority: 'high',
    channel: 'phone',
  },
  fields: {
    number: {
      kind: 'text',
      labels: { en: 'Ticket number', zh: '工单号' },
      unique: true,
      searchable: true,
      maxLength: 40,
      importAliases: {
        en: ['Case Number', 'Ticket No', 'Ticket #', 'Case No', 'CASENUMBER'],
        zh: ['工单编号', '案例编号', '单号'],
      },
    },
    subject: {
      kind: 'text',
      labels: { en: 'Subject', zh: '主题' },
      required: true,
      searchable: true,
      importAliases: {
        en: ['Ticket name', 'Case Title', 'Title', 'Summary', 'Issue'],
        zh: ['标题', '工单标题', '问题', '问题标题'],
      },
    },
    description: {
      kind: 'longText',
      labels: { en: 'Description', zh: '描述' },
      importAliases: {
        en: ['Ticket description', 'Details', 'Notes', 'Message'],
        zh: ['问题描述', '备注', '详情', '内容'],
      },
    },
    status: {
      kind: 'choice',
      labels: { en: 'Status', zh: '状态' },
      managed: 'after creation',
      choices: [
        { code: 'new', labels: { en: 'New', zh: '新建' } },
        { code: 'open', labels: { en: 'Open', zh: '处理中' } },
        { code: 'waiting', labels: { en: 'Waiting for the customer', zh: '等待客户' } },
        { code: 'resolved', labels: { en: 'Resolved', zh: '已解决' } },
        { code: 'closed', labels: { en: 'Closed', zh: '已关闭' } },
      ],
      importAliases: { en: ['Ticket status', 'Case Status'], zh: ['工单状态'] },
    },
    priority: {
      kind: 'choice',
      labels: { en: 'Priority', zh: '优先级' },
      choices: priorityChoices,
      importAliases: { en: ['Severity', 'Urgency'], zh: ['紧急程度', '严重程度'] },
    },
    type: {
      kind: 'choice',
      labels: { en: 'Type', zh: '类型' },
      choices: [
        { code: 'question', labels: { en: 'Question', zh: '咨询' } },
        { code: 'problem', labels: { en: 'Problem', zh: '故障' } },
        { code: 'complaint', labels: { en: 'Complaint', zh: '投诉' } },
        { code: 'request', labels: { en: 'Request', zh: '需求' } },
      ],
      importAliases: { en: ['Case Type', 'Category', 'Ticket type'], zh: ['工单类型', '问题类型'] },
    },
    channel: {
      kind: 'choice',
      labels: { en: 'Channel', zh: '渠道' },
      choices: [
        { code: 'e-mail', labels: { en: 'E-mail', zh: '邮件' } },
        { code: 'phone', labels: { en: 'Phone', zh: '电话' } },
        { code: 'web', labels: { en: 'Web', zh: '网页' } },
        { code: 'chat', labels: { en: 'Chat', zh: '在线聊天' } },
        { code: 'visit', labels: { en: 'Visit', zh: '上门' } },
      ],
      importAliases: { en: ['Origin', 'Case Origin', 'Ticket source'], zh: ['来源', '来源渠道'] },
    },
    companyId: {
      kind: 'reference',
      object: 'company',
      labels: { en: 'Company ID', zh: '公司编号' },
      importAliases: { en: ['AccountId'], zh: ['关联客户编号'] },
    },
    contactId: {
      kind: 'reference',
      object: 'contact',
      labels: { en: 'Contact ID', zh: '联系人编号' },
      importAliases: { en: ['Requester ID'], zh: ['关联联系人编号'] },
    },
    orderId: {
      kind: 'reference',
      object: 'order',
      labels: { en: 'Order ID', zh: '订单编号' },
    },
    firstResponseDueAt: {
      kind: 'dateTime',
      labels: { en: 'First response due', zh: '首次响应期限' },
      managed: true,
    },
    firstRespondedAt: {
      kind: 'dateTime',
      labels: { en: 'First responded', zh: '首次响应时间' },
      managed: true,
    },
    resolutionDueAt: {
      kind: 'dateTime',
      labels: { en: 'Resolution due', zh: '解决期限' },
      managed: true,
    },
    pausedSince: {
      kind: 'dateTime',
      labels: { en: 'Clock stopped since', zh: '计时暂停起始时间' },
      managed: true,
    },
    pauses: {
      kind: 'rows',
      labels: { en: 'Pauses of the clock', zh: '计时暂停记录' },
      managed: true,
      maximum: mostPauses,
      columns: {
        from: { kind: 'dateTime', labels: { en: 'From', zh: '开始' }, required: true },
        to: { kind: 'dateTime', labels: { en: 'To', zh: '结束' }, required: true },
      },
    },
    pausedSeconds: {
      kind: 'number',
      labels: { en: 'Seconds the clock stood still', zh: '计时暂停秒数' },
      managed: true,
    },
    resolvedAt: { kind: 'dateTime', labels: { en: 'Resolved', zh: '解决时间' }, managed: true },
    resolution: {
      kind: 'longText',
      labels: { en: 'Resolution', zh: '解决方案' },
      importAliases: { en: ['Solution'], zh: ['处理结果'] },
    },
    escalation: {
      kind: 'number',
      labels: { en: 'Escalation level', zh: '升级级别' },
      managed: true,
    },
    escalationReason: {
      kind: 'text',
      labels: { en: 'Reason for escalating', zh: '升级原因' },
      managed: true,
    },
    isOverdue: { kind: 'boolean', labels: { en: 'Overdue', zh: '已超时' }, managed: true },
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({
      en: ['Ticket ID', 'Case ID', 'Record ID - Ticket', '(Do Not Modify) Case'],
      zh: ['工单系统编号'],
    }),
  },
});
