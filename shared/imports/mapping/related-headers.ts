import { type ObjectName, objectNames, referable } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { headerKey } from './header-key.ts';

/** What other systems call a column that names a record of one object, besides that object's own names. */
const furtherHeaders: Readonly<Partial<Record<ObjectName, readonly string[]>>> = {
  company: [
    ...['Company Name', 'Account', 'Account Name', 'AccountId', 'Organization', 'Organisation'],
    ...['Associated Company', 'Associated Company IDs', 'Company ID', 'Company domain'],
    ...['公司名称', '客户', '客户名称', '所属公司', '所属客户', '关联公司', '关联客户'],
  ],
  contact: [
    ...['Contact Name', 'Contact person', 'Contact ID', 'Contact Email', 'ContactId', 'Person'],
    ...['Associated Contact', 'Associated Contact IDs'],
    ...['联系人姓名', '联系人邮箱', '客户联系人', '关联联系人'],
  ],
  lead: ['Lead Name', 'Lead ID', 'LeadId', 'Lead Email', '线索名称', '关联线索'],
  deal: [
    ...['Deal Name', 'Deal ID', 'Opportunity', 'Opportunity Name', 'OpportunityId'],
    ...['Associated Deal', 'Associated Deal IDs', '商机名称', '关联商机', '关联交易'],
  ],
  order: ['Order number', 'Order No', 'Order ID', '订单号', '订单编号', '关联订单'],
  ticket: [
    ...['Ticket number', 'Ticket ID', 'Case', 'Case Number', 'CaseId', 'Associated Ticket'],
    ...['工单号', '工单编号', '关联工单'],
  ],
  campaign: ['Campaign Name', 'CampaignId', '关联市场活动'],
};

const namesOf = (name: ObjectName): readonly string[] => {
  const { plural, labels } = objects[name];
  const own = [name, plural, labels.one.en, labels.one.zh, labels.many.en, labels.many.zh];
  return [...own, ...(furtherHeaders[name] ?? [])];
};

const headers: ReadonlyMap<string, ObjectName> = new Map(
  objectNames.flatMap((name) => namesOf(name).map((each) => [headerKey(each), name] as const)),
);

/** Headers of columns that name related records of one object. */
export const relatedHeaders: readonly string[] = referable.flatMap(namesOf);

/** The object whose records a column or a word before a colon names; undefined where it may be any. */
export function relatedObjectOf(header: string): ObjectName | undefined {
  return headers.get(headerKey(header));
}
