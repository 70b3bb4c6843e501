import { externalIdField, ownerField, tagsField } from './common-fields.ts';
import { defineObject } from './define-object.ts';

/** A marketing effort with the people it reaches and what they answer. */
export const campaign = defineObject({
  name: 'campaign',
  plural: 'campaigns',
  labels: { one: { en: 'Campaign', zh: '市场活动' }, many: { en: 'Campaigns', zh: '市场活动' } },
  nameFields: [['name']],
  sorts: ['name', 'updatedAt', 'createdAt'],
  stageField: 'status',
  facets: ['type'],
  parentFields: ['parentCampaignId'],
  example: {
    name: '2026 上海工业博览会',
    type: 'event',
    status: 'planned',
    startsOn: '2026-09-22',
    endsOn: '2026-09-26',
    budget: { amount: 8_000_000, currency: 'CNY' },
  },
  fields: {
    name: {
      kind: 'text',
      labels: { en: 'Campaign name', zh: '活动名称' },
      required: true,
      searchable: true,
      importAliases: { en: ['Name', 'Campaign', 'Title'], zh: ['市场活动名称', '活动', '名称'] },
    },
    type: {
      kind: 'choice',
      labels: { en: 'Type', zh: '类型' },
      choices: [
        { code: 'e-mail', labels: { en: 'E-mail', zh: '邮件' } },
        { code: 'event', labels: { en: 'Event', zh: '展会' } },
        { code: 'webinar', labels: { en: 'Webinar', zh: '线上研讨会' } },
        { code: 'advertisement', labels: { en: 'Advertisement', zh: '广告' } },
        { code: 'social-media', labels: { en: 'Social media', zh: '社交媒体' } },
        { code: 'telephone', labels: { en: 'Telephone', zh: '电话营销' } },
        { code: 'other', labels: { en: 'Other', zh: '其他' } },
      ],
      importAliases: { en: ['Campaign Type', 'Channel'], zh: ['活动类型'] },
    },
    status: {
      kind: 'choice',
      labels: { en: 'Status', zh: '状态' },
      choices: [
        { code: 'planned', labels: { en: 'Planned', zh: '计划中' } },
        { code: 'active', labels: { en: 'Active', zh: '进行中' } },
        { code: 'completed', labels: { en: 'Completed', zh: '已结束' } },
        { code: 'cancelled', labels: { en: 'Cancelled', zh: '已取消' } },
      ],
      importAliases: { en: ['Campaign Status'], zh: ['活动状态'] },
    },
    startsOn: {
      kind: 'date',
      labels: { en: 'Starts on', zh: '开始日期' },
      importAliases: { en: ['Start Date', 'StartDate'], zh: ['开始时间'] },
    },
    endsOn: {
      kind: 'date',
      labels: { en: 'Ends on', zh: '结束日期' },
      importAliases: { en: ['End Date', 'EndDate'], zh: ['结束时间'] },
    },
    budget: {
      kind: 'money',
      labels: { en: 'Budget', zh: '预算' },
      importAliases: { en: ['Budgeted Cost', 'BudgetedCost'], zh: ['预算成本', '活动预算'] },
    },
    actualCost: {
      kind: 'money',
      labels: { en: 'Actual cost', zh: '实际成本' },
      importAliases: { en: ['ActualCost', 'Cost'], zh: ['实际花费'] },
    },
    expectedRevenue: {
      kind: 'money',
      labels: { en: 'Expected revenue', zh: '预期收入' },
      importAliases: { en: ['ExpectedRevenue'], zh: ['预计收入'] },
    },
    parentCampaignId: {
      kind: 'reference',
      object: 'campaign',
      labels: { en: 'Parent campaign ID', zh: '上级活动编号' },
    },
    description: {
      kind: 'longText',
      labels: { en: 'Description', zh: '备注' },
      importAliases: { en: ['Notes', 'Details'], zh: ['描述', '活动描述'] },
    },
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({
      en: ['Campaign ID', '(Do Not Modify) Campaign'],
      zh: ['活动编号', '市场活动编号'],
    }),
  },
});
