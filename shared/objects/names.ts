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

/** The objects that fields of administrators may refer to, and that are asked for referrers before they go. */
export const referable = [
  'company',
  'contact',
  'lead',
  'deal',
  'order',
  'ticket',
  'campaign',
] as const satisfies readonly ObjectName[];
