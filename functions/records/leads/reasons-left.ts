/** Why an added field of a lead went nowhere when it was converted; its value stays on the lead. */
export const reasonsLeft = [
  'no_target',
  'record_not_made',
  'not_permitted',
  'does_not_fit',
] as const;

export type ReasonLeft = (typeof reasonsLeft)[number];
