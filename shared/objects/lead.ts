import {
  addressFields,
  emailOptOutField,
  externalIdField,
  ownerField,
  sourceField,
  tagsField,
} from './common-fields.ts';
import { defineObject } from './define-object.ts';

/** Somebody who may become a customer; converted into a company, a contact and perhaps a deal. */
export const lead = defineObject({
  name: 'lead',
  plural: 'leads',
  labels: { one: { en: 'Lead', zh: '线索' }, many: { en: 'Leads', zh: '线索' } },
  nameFields: [['name'], ['firstName', 'lastName'], ['companyName'], ['email'], ['phone']],
  sorts: ['name', 'updatedAt', 'createdAt'],
  stageField: 'status',
  facets: ['rating', 'source'],
  parentFields: ['campaignId'],
  example: {
    name: '李雷',
    companyName: '宁波海川机械有限公司',
    email: 'li.lei@haichuan.example',
    mobile: '+8613900139000',
    rating: 'hot',
    source: 'event',
  },
  fields: {
    name: {
      kind: 'text',
      labels: { en: 'Full name', zh: '姓名' },
      searchable: true,
      sensitivity: 'personal',
      importAliases: {
        en: ['Name', 'Lead', 'Lead Name', 'full_name', 'Contact Name', 'Lead - Contact person'],
        zh: ['线索名称', '线索姓名', '联系人', '联系人姓名', '客户姓名', '名称'],
      },
    },
    firstName: {
      kind: 'text',
      labels: { en: 'First name', zh: '名' },
      searchable: true,
      sensitivity: 'personal',
      importAliases: { en: ['firstname', 'Given Name', 'Forename'], zh: ['名字'] },
    },
    lastName: {
      kind: 'text',
      labels: { en: 'Last name', zh: '姓' },
      searchable: true,
      sensitivity: 'personal',
      importAliases: { en: ['lastname', 'Family Name', 'Surname'], zh: ['姓氏'] },
    },
    email: {
      kind: 'email',
      labels: { en: 'E-mail', zh: '邮箱' },
      unique: true,
      searchable: true,
      sensitivity: 'personal',
      importAliases: {
        en: ['Email', 'Email Address', 'Lead Email', 'Work Email', 'Email 1', 'EMAILADDRESS1'],
        zh: ['电子邮件', '电子邮箱', '邮件', '邮箱地址', '联系邮箱'],
      },
    },
    phone: {
      kind: 'phone',
      labels: { en: 'Phone', zh: '电话' },
      searchable: true,
      sensitivity: 'personal',
      importAliases: {
        en: [
          'Phone Number',
          'phone_number',
          'Lead Phone',
          'Business Phone',
          'Telephone',
          'Phone 1',
        ],
        zh: ['联系电话', '座机', '固定电话', '电话号码', '联系方式'],
      },
    },
    mobile: {
      kind: 'phone',
      labels: { en: 'Mobile', zh: '手机' },
      searchable: true,
      sensitivity: 'personal',
      importAliases: {
        en: ['Mobile Phone', 'Mobile Phone Number', 'Cell Phone', 'Phone 2'],
        zh: ['手机号', '手机号码', '移动电话'],
      },
    },
    jobTitle: {
      kind: 'text',
      labels: { en: 'Job title', zh: '职位' },
      importAliases: { en: ['jobtitle', 'Title', 'Position'], zh: ['职务', '岗位'] },
    },
    companyName: {
      kind: 'text',
      labels: { en: 'Company', zh: '公司' },
      searchable: true,
      importAliases: {
        en: ['Company Name', 'Account Name', 'Organization', 'Organization Name', 'Employer'],
        zh: ['公司名称', '客户名称', '单位名称', '企业名称', '所属公司'],
      },
    },
    website: {
      kind: 'url',
      labels: { en: 'Website', zh: '网站' },
      importAliases: { en: ['Website URL', 'Web Site', 'Homepage'], zh: ['网址', '官网'] },
    },
    industry: {
      kind: 'text',
      labels: { en: 'Industry', zh: '行业' },
      importAliases: { en: ['Sector', 'Market Segment'], zh: ['所属行业'] },
    },
    employees: {
      kind: 'number',
      labels: { en: 'Employees', zh: '员工人数' },
      integer: true,
      minimum: 0,
      importAliases: {
        en: ['No. of Employees', 'Number of Employees', 'NUMBEROFEMPLOYEES'],
        zh: ['人数', '公司规模'],
      },
    },
    ...addressFields(['Lead', 'Company']),
    status: {
      kind: 'choice',
      labels: { en: 'Lead status', zh: '线索状态' },
      managed: 'after creation',
      choices: [
        { code: 'new', labels: { en: 'New', zh: '新线索' } },
        { code: 'working', labels: { en: 'Working', zh: '跟进中' } },
        { code: 'qualified', labels: { en: 'Qualified', zh: '已确认' } },
        { code: 'disqualified', labels: { en: 'Disqualified', zh: '无效' } },
        { code: 'converted', labels: { en: 'Converted', zh: '已转化' } },
      ],
      importAliases: { en: ['Status', 'Lead Stage', 'hs_lead_status'], zh: ['状态', '跟进状态'] },
    },
    rating: {
      kind: 'choice',
      labels: { en: 'Rating', zh: '热度' },
      choices: [
        { code: 'hot', labels: { en: 'Hot', zh: '高' } },
        { code: 'warm', labels: { en: 'Warm', zh: '中' } },
        { code: 'cold', labels: { en: 'Cold', zh: '低' } },
      ],
      importAliases: { en: ['Priority', 'Temperature', 'Lead Rating'], zh: ['优先级', '评级'] },
    },
    source: sourceField,
    emailOptOut: emailOptOutField,
    budget: {
      kind: 'money',
      labels: { en: 'Budget', zh: '预估金额' },
      importAliases: {
        en: ['Estimated Value', 'Expected Revenue', 'Est. Value', 'Lead Value', 'Deal Value'],
        zh: ['预算', '预计金额', '意向金额'],
      },
    },
    campaignId: {
      kind: 'reference',
      object: 'campaign',
      labels: { en: 'Campaign ID', zh: '市场活动编号' },
      importAliases: { en: ['Source Campaign ID'], zh: ['来源活动编号'] },
    },
    notes: {
      kind: 'longText',
      labels: { en: 'Notes', zh: '备注' },
      importAliases: {
        en: ['Note', 'Description', 'Subject', 'Remarks', 'Comments', 'Message'],
        zh: ['描述', '需求描述', '说明', '备注信息', '跟进记录'],
      },
    },
    disqualifiedReason: {
      kind: 'text',
      labels: { en: 'Reason for disqualifying', zh: '无效原因' },
      managed: true,
    },
    convertedAt: { kind: 'dateTime', labels: { en: 'Converted', zh: '转化时间' }, managed: true },
    convertedCompanyId: {
      kind: 'reference',
      object: 'company',
      labels: { en: 'Converted to company', zh: '转化的公司' },
      managed: true,
    },
    convertedContactId: {
      kind: 'reference',
      object: 'contact',
      labels: { en: 'Converted to contact', zh: '转化的联系人' },
      managed: true,
    },
    convertedDealId: {
      kind: 'reference',
      object: 'deal',
      labels: { en: 'Converted to deal', zh: '转化的商机' },
      managed: true,
    },
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({
      en: ['Lead ID', 'Record ID - Lead', '(Do Not Modify) Lead', 'Lead - ID'],
      zh: ['线索编号', '来源记录号'],
    }),
  },
});
