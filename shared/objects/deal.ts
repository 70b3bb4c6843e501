import { externalIdField, ownerField, sourceField, tagsField } from './common-fields.ts';
import { defineObject } from './define-object.ts';
import { defaultPipelines, stageChoices } from './pipelines.ts';

/** A sale that may come about (Salesforce calls it an opportunity); moves through a pipeline's stages. */
export const deal = defineObject({
  name: 'deal',
  plural: 'deals',
  labels: { one: { en: 'Deal', zh: '商机' }, many: { en: 'Deals', zh: '商机' } },
  nameFields: [['name']],
  sorts: ['name', 'updatedAt', 'createdAt'],
  stageField: 'stage',
  facets: ['pipeline', 'status', 'source'],
  parentFields: ['companyId', 'contactId', 'campaignId'],
  pipelines: defaultPipelines,
  example: {
    name: '云帆科技 · 年度采购',
    amount: { amount: 12_800_000, currency: 'CNY' },
    closeDate: '2026-09-30',
    stage: 'proposal',
    source: 'referral',
  },
  fields: {
    name: {
      kind: 'text',
      labels: { en: 'Deal name', zh: '商机名称' },
      required: true,
      searchable: true,
      importAliases: {
        en: [
          'Name',
          'Deal',
          'dealname',
          'Deal_Name',
          'Opportunity',
          'Opportunity Name',
          'Deal - Title',
          'Title',
          'Topic',
        ],
        zh: ['商机', '机会名称', '销售机会', '项目名称', '名称'],
      },
    },
    pipeline: {
      kind: 'choice',
      labels: { en: 'Pipeline', zh: '销售管道' },
      managed: 'after creation',
      editable: true,
      choices: defaultPipelines.map(({ code, labels }) => ({ code, labels })),
      importAliases: { en: ['Deal - Pipeline', 'Sales Process'], zh: ['管道', '销售流程'] },
    },
    stage: {
      kind: 'choice',
      labels: { en: 'Stage', zh: '阶段' },
      managed: 'after creation',
      editable: true,
      choices: stageChoices(defaultPipelines),
      importAliases: {
        en: [
          'Deal Stage',
          'dealstage',
          'StageName',
          'Deal - Stage',
          'Sales Stage',
          'Pipeline Stage',
        ],
        zh: ['商机阶段', '销售阶段', '当前阶段'],
      },
    },
    status: {
      kind: 'choice',
      labels: { en: 'Status', zh: '状态' },
      managed: true,
      choices: [
        { code: 'open', labels: { en: 'Open', zh: '进行中' } },
        { code: 'won', labels: { en: 'Won', zh: '赢单' } },
        { code: 'lost', labels: { en: 'Lost', zh: '输单' } },
      ],
    },
    amount: {
      kind: 'money',
      labels: { en: 'Amount', zh: '金额' },
      importAliases: {
        en: ['Deal Amount', 'Deal - Value', 'Value', 'Est. Revenue', 'Deal Value'],
        zh: ['商机金额', '预计金额', '预计销售金额', '预估金额'],
      },
    },
    probability: {
      kind: 'number',
      labels: { en: 'Probability in percent', zh: '赢单概率' },
      managed: true,
    },
    weightedAmount: {
      kind: 'money',
      labels: { en: 'Weighted amount', zh: '加权金额' },
      managed: true,
    },
    closeDate: {
      kind: 'date',
      labels: { en: 'Close date', zh: '预计成交日期' },
      importAliases: {
        en: [
          'Closing Date',
          'closedate',
          'Expected Close Date',
          'Deal - Expected close date',
          'Est. Close Date',
        ],
        zh: ['预计结束日期', '预计成交时间', '结单日期', '成交日期'],
      },
    },
    closedAt: {
      kind: 'dateTime',
      labels: { en: 'Closed', zh: '结束时间' },
      managed: 'after creation',
      importAliases: { en: ['Actual Close Date', 'Closed On'], zh: ['实际成交日期', '关闭时间'] },
    },
    stageChangedAt: {
      kind: 'dateTime',
      labels: { en: 'In this stage since', zh: '进入当前阶段时间' },
      managed: 'after creation',
    },
    closeReason: {
      kind: 'text',
      labels: { en: 'Reason for winning or losing', zh: '赢输单原因' },
      managed: true,
    },
    nextStep: {
      kind: 'text',
      labels: { en: 'Next step', zh: '下一步' },
      importAliases: { en: ['NEXTSTEP', 'Next Steps'], zh: ['下一步计划'] },
    },
    companyId: {
      kind: 'reference',
      object: 'company',
      labels: { en: 'Company ID', zh: '公司编号' },
      importAliases: {
        en: ['AccountId', 'Associated Company IDs', 'Organization ID'],
        zh: ['关联客户编号'],
      },
    },
    contactId: {
      kind: 'reference',
      object: 'contact',
      labels: { en: 'Contact ID', zh: '联系人编号' },
      importAliases: { en: ['Associated Contact IDs', 'Person ID'], zh: ['关联联系人编号'] },
    },
    campaignId: {
      kind: 'reference',
      object: 'campaign',
      labels: { en: 'Campaign ID', zh: '市场活动编号' },
    },
    source: sourceField,
    description: {
      kind: 'longText',
      labels: { en: 'Description', zh: '备注' },
      importAliases: { en: ['Notes', 'Remarks', 'Comments'], zh: ['描述', '说明'] },
    },
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({
      en: [
        'Deal ID',
        'Opportunity ID',
        'Record ID - Deal',
        'Deal - ID',
        '(Do Not Modify) Opportunity',
      ],
      zh: ['商机编号'],
    }),
  },
});
