import {
  addressFields,
  externalIdField,
  ownerField,
  sourceField,
  tagsField,
} from './common-fields.ts';
import { defineObject } from './define-object.ts';

/** An organisation we do business with (Salesforce and Zoho call it an account). */
export const company = defineObject({
  name: 'company',
  plural: 'companies',
  labels: { one: { en: 'Company', zh: '公司' }, many: { en: 'Companies', zh: '公司' } },
  nameFields: [['name']],
  sorts: ['name', 'updatedAt', 'createdAt'],
  facets: ['source'],
  example: {
    name: '杭州云帆科技有限公司',
    domain: 'yunfan.example',
    phone: '+8657188888888',
    employees: 120,
    country: '中国',
    tags: ['重点客户'],
  },
  fields: {
    name: {
      kind: 'text',
      labels: { en: 'Company name', zh: '公司名称' },
      required: true,
      searchable: true,
      importAliases: {
        en: [
          'Name',
          'Company',
          'Account Name',
          'Account',
          'Organization',
          'Organization Name',
          'Organisation',
          'Business Name',
          'Customer',
          'Customer Name',
          'Client',
          'Vendor',
        ],
        zh: [
          '客户名称',
          '公司',
          '企业名称',
          '客户',
          '单位名称',
          '单位',
          '企业',
          '名称',
          '客户公司',
          '客户全称',
        ],
      },
    },
    domain: {
      kind: 'text',
      labels: { en: 'Domain', zh: '域名' },
      searchable: true,
      maxLength: 253,
      importAliases: {
        en: ['Company Domain Name', 'Company Domain', 'Website Domain', 'Email Domain'],
        zh: ['公司域名', '网站域名'],
      },
    },
    website: {
      kind: 'url',
      labels: { en: 'Website', zh: '网站' },
      importAliases: {
        en: ['Website URL', 'Web', 'URL', 'Web Site', 'Homepage', 'Company Website'],
        zh: ['网址', '官网', '公司网址', '公司网站', '主页'],
      },
    },
    phone: {
      kind: 'phone',
      labels: { en: 'Phone', zh: '电话' },
      searchable: true,
      importAliases: {
        en: [
          'Phone Number',
          'Main Phone',
          'Company Phone',
          'Telephone',
          'Tel',
          'Office Phone',
          'Business Phone',
        ],
        zh: ['公司电话', '座机', '固定电话', '联系电话', '办公电话'],
      },
    },
    industry: {
      kind: 'text',
      labels: { en: 'Industry', zh: '行业' },
      importAliases: {
        en: ['Sector', 'Vertical', 'Industry Group'],
        zh: ['所属行业', '客户行业', '行业类别'],
      },
    },
    employees: {
      kind: 'number',
      labels: { en: 'Employees', zh: '员工人数' },
      integer: true,
      minimum: 0,
      importAliases: {
        en: [
          'NUMBEROFEMPLOYEES',
          'Number of Employees',
          'No. of Employees',
          'No of Employees',
          'Employee Count',
          'Headcount',
          'Company Size',
        ],
        zh: ['人数', '员工数', '公司规模', '人员规模', '企业规模'],
      },
    },
    annualRevenue: {
      kind: 'money',
      labels: { en: 'Annual revenue', zh: '年营业额' },
      importAliases: {
        en: ['ANNUALREVENUE', 'Revenue', 'Yearly Revenue', 'Turnover', 'Total Revenue'],
        zh: ['年收入', '营业额', '年营收', '营收'],
      },
    },
    ...addressFields(['Billing', 'Company', 'Mailing', 'Account']),
    taxNumber: {
      kind: 'text',
      labels: { en: 'Tax number', zh: '税号' },
      unique: 'ignoring separators',
      searchable: true,
      maxLength: 40,
      importAliases: {
        en: ['VAT', 'VAT Number', 'VAT ID', 'Tax ID', 'TIN', 'GST Number', 'EIN'],
        zh: ['统一社会信用代码', '纳税人识别号', '社会信用代码', '税务登记号'],
      },
    },
    source: sourceField,
    description: {
      kind: 'longText',
      labels: { en: 'Description', zh: '备注' },
      importAliases: {
        en: ['Notes', 'Note', 'Remarks', 'Comments', 'About Us', 'About'],
        zh: ['描述', '说明', '简介', '公司简介', '客户备注'],
      },
    },
    creditLimit: {
      kind: 'money',
      labels: { en: 'Credit limit', zh: '信用额度' },
      sensitivity: 'financial',
      importAliases: {
        en: ['Credit', 'Credit Line', 'Maximum Credit'],
        zh: ['授信额度', '信用限额'],
      },
    },
    paymentTerms: {
      kind: 'text',
      labels: { en: 'Payment terms', zh: '付款条件' },
      sensitivity: 'financial',
      importAliases: {
        en: ['Terms', 'Payment Term', 'Terms of Payment'],
        zh: ['账期', '付款方式', '结算方式', '付款条款'],
      },
    },
    bankAccount: {
      kind: 'text',
      labels: { en: 'Bank account', zh: '银行账号' },
      sensitivity: 'financial',
      maxLength: 64,
      importAliases: {
        en: ['IBAN', 'Bank Account Number', 'Account No'],
        zh: ['银行账户', '开户账号', '对公账户', '银行卡号'],
      },
    },
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({
      en: [
        'Record ID - Company',
        'Account ID',
        'Account Number',
        'Customer Number',
        'Customer No',
        'Company ID',
        'Organization ID',
        '(Do Not Modify) Account',
      ],
      zh: ['客户编号', '公司编号', '客户代码'],
    }),
  },
});
