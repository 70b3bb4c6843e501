/** Programs whose exports are recognised by their header. */
export const systemNames = [
  'salesforce',
  'hubspot',
  'zoho',
  'dynamics',
  'pipedrive',
  'google',
  'outlook',
  'odoo',
] as const;

export type SystemName = (typeof systemNames)[number];
