import type { Field } from './field.ts';

/** The person who looks after a record; decides with the team about scope. */
export const ownerField = {
  kind: 'user',
  labels: { en: 'Owner', zh: '负责人' },
  importAliases: {
    en: [
      'Record Owner',
      'Account Owner',
      'Contact Owner',
      'Company owner',
      'Owner Id',
      'hubspot_owner_id',
      'Assigned To',
      'Salesperson',
    ],
    zh: ['所有者', '业务员', '销售', '销售负责人', '跟进人', '客户经理', '归属人'],
  },
} as const satisfies Field;

/** Whether the person wants no mail of campaigns; what belongs to a business under way is not meant. */
export const emailOptOutField = {
  kind: 'boolean',
  refusal: true,
  labels: { en: 'Email opt-out', zh: '退订邮件' },
  importAliases: {
    en: ['HasOptedOutOfEmail', 'E-mail opt-out', 'Unsubscribed from all email', 'Do not email'],
    zh: ['邮件退订', '退订', '拒收邮件'],
  },
} as const satisfies Field;

/**
 * The id another system knows a record by: the same export dropped twice makes nothing twice.
 * `aliases` are the headers that name this object's own id.
 */
export function externalIdField(aliases: {
  readonly en: readonly string[];
  readonly zh: readonly string[];
}) {
  return {
    kind: 'text',
    labels: { en: 'External ID', zh: '外部编号' },
    unique: true,
    maxLength: 128,
    importAliases: {
      en: ['Id', 'Record ID', 'hs_object_id', ...aliases.en],
      zh: ['编号', '记录编号', '系统编号', ...aliases.zh],
    },
  } as const satisfies Field;
}

/** The records that an activity or a task is about, of any object. */
export const relatedField = {
  kind: 'related',
  labels: { en: 'Related to', zh: '关联记录' },
  importAliases: {
    en: ['Regarding', 'Related record', 'WhatId', 'WhoId', 'What', 'Who', 'Linked to'],
    zh: ['关联对象', '关联', '关联到', '相关记录', '相关对象'],
  },
} as const satisfies Field;

export const tagsField = {
  kind: 'tags',
  labels: { en: 'Tags', zh: '标签' },
  importAliases: {
    en: ['Tag', 'Labels', 'Label', 'Categories', 'Group Membership'],
    zh: ['客户标签', '分组', '分类'],
  },
} as const satisfies Field;

export const sourceField = {
  kind: 'choice',
  labels: { en: 'Source', zh: '客户来源' },
  choices: [
    { code: 'website', labels: { en: 'Website', zh: '官网' } },
    { code: 'referral', labels: { en: 'Referral', zh: '转介绍' } },
    { code: 'advertisement', labels: { en: 'Advertisement', zh: '广告' } },
    { code: 'event', labels: { en: 'Event', zh: '展会' } },
    { code: 'cold-call', labels: { en: 'Cold call', zh: '电话拜访' } },
    { code: 'e-mail', labels: { en: 'E-mail', zh: '邮件' } },
    { code: 'social-media', labels: { en: 'Social media', zh: '社交媒体' } },
    { code: 'partner', labels: { en: 'Partner', zh: '合作伙伴' } },
    { code: 'import', labels: { en: 'Import', zh: '导入' } },
    { code: 'other', labels: { en: 'Other', zh: '其他' } },
  ],
  importAliases: {
    en: [
      'Lead Source',
      'LeadSource',
      'Account Source',
      'Original Source',
      'Original Traffic Source',
      'hs_analytics_source',
    ],
    zh: ['来源', '线索来源', '渠道', '来源渠道', '获客渠道'],
  },
} as const satisfies Field;

type Part = 'street' | 'city' | 'state' | 'postalCode' | 'country';

const chinese = {
  street: {
    label: '街道地址',
    aliases: ['地址', '详细地址', '街道', '联系地址', '公司地址', '通讯地址'],
  },
  city: { label: '城市', aliases: ['所在城市', '市'] },
  state: { label: '省份', aliases: ['省', '州', '省/州', '地区', '所在省份'] },
  postalCode: { label: '邮政编码', aliases: ['邮编'] },
  country: { label: '国家', aliases: ['国家/地区', '国家地区'] },
} as const;

function part(name: Part, label: string, maxLength: number, aliases: readonly string[]) {
  return {
    kind: 'text',
    labels: { en: label, zh: chinese[name].label },
    maxLength,
    importAliases: { en: aliases, zh: chinese[name].aliases },
  } as const satisfies Field;
}

/** A postal address; `prefixes` are what other systems put before its columns (Billing, Mailing …). */
export function addressFields(prefixes: readonly string[]) {
  const under = (...names: string[]) => [
    ...names,
    ...prefixes.flatMap((prefix) =>
      names.flatMap((name) => [`${prefix} ${name}`, `${prefix}${name}`]),
    ),
  ];
  return {
    street: part(
      'street',
      'Street',
      400,
      under('Street', 'Address', 'Street Address', 'Address 1', 'Address Line 1'),
    ),
    city: part('city', 'City', 120, under('City', 'Town')),
    state: part(
      'state',
      'State or province',
      120,
      under('State', 'Province', 'State/Region', 'State/Province', 'Region'),
    ),
    postalCode: part(
      'postalCode',
      'Postal code',
      20,
      under('Postal Code', 'PostalCode', 'Zip', 'Zip Code', 'Code', 'ZIP/Postal Code'),
    ),
    country: part('country', 'Country', 120, under('Country', 'Country/Region')),
  };
}
