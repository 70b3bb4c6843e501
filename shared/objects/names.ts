/** The CRM's objects. Adding one here makes the compiler ask for its description. */
export const objectNames = [
  'company',
  'contact',
  'lead',
  'deal',
  'order',
  'ticket',
  'campaign',
  'activity',
  'task',
] as const;

export type ObjectName = (typeof objectNames)[number];
