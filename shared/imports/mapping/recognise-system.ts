import { headerKey } from './header-key.ts';
import type { SystemName } from './system-names.ts';

/**
 * Columns by which an export shows whose it is: all of one set must be there. The sets are ordered
 * from the surest to those that others might have, too.
 */
const signatures: readonly (readonly [SystemName, ...(readonly string[])])[] = [
  ['dynamics', '(Do Not Modify) Row Checksum'],
  ['google', 'E-mail 1 - Value'],
  ['google', 'Given Name', 'Family Name', 'Group Membership'],
  ['pipedrive', 'Person - Name'],
  ['pipedrive', 'Organization - Name'],
  ['pipedrive', 'Deal - Title'],
  ['outlook', 'E-mail Address', 'Business Street'],
  ['outlook', 'E-mail Address', 'First Name', 'Categories'],
  ['hubspot', 'Record ID', 'Lifecycle Stage'],
  ['hubspot', 'Record ID', 'Create Date'],
  ['hubspot', 'Company Domain Name'],
  ['hubspot', 'hs_activity_type'],
  ['hubspot', 'hubspot_owner_id'],
  ['hubspot', 'annualrevenue', 'numberofemployees', 'domain'],
  ['hubspot', 'Associated Company'],
  ['hubspot', 'Contact owner'],
  ['hubspot', 'Deal Stage', 'Pipeline', 'Close Date'],
  ['zoho', 'Modified Time', 'Created Time'],
  ['zoho', 'Lead Owner', 'Email Opt Out'],
  ['zoho', 'Account Owner', 'Account Name'],
  ['zoho', 'Contact Owner', 'Account Name'],
  ['zoho', 'Contact Name', 'Deal Name'],
  ['zoho', 'Account Name', 'Billing Code'],
  ['zoho', 'Activity Type', 'Activity Date', 'Contact Name'],
  ['salesforce', 'SystemModstamp'],
  ['salesforce', 'IsDeleted', 'OwnerId'],
  ['salesforce', 'AccountId', 'MailingStreet'],
  ['salesforce', 'BillingStreet', 'NumberOfEmployees'],
  ['salesforce', 'LastName', 'MailingCity'],
  ['salesforce', 'Mailing Zip/Postal Code'],
  ['salesforce', 'Mailing State/Province', 'Account Name'],
  ['salesforce', 'StageName', 'CloseDate'],
  ['odoo', 'Company Type', 'Related Company'],
  ['odoo', 'Is a Company'],
  ['odoo', 'External ID', 'Related Company'],
  ['odoo', 'parent_id/id'],
  ['odoo', 'is_company'],
];

const compiled = signatures.map(([system, ...headers]) => ({
  system,
  keys: headers.map(headerKey),
}));

/** Only Salesforce ends the names of custom fields so. */
const customField = /__c$/i;

/** The program whose export has this header; undefined where none is recognised. */
export function recogniseSystem(headers: readonly string[]): SystemName | undefined {
  const own = new Set(headers.map(headerKey));
  const known = compiled.find(({ keys }) => keys.every((key) => own.has(key)))?.system;
  return known ?? (headers.some((header) => customField.test(header)) ? 'salesforce' : undefined);
}
