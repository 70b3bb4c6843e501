export const roleNames = [
  'administrator',
  'manager',
  'sales',
  'support',
  'marketing',
  'finance',
  'read-only',
] as const;

export type RoleName = (typeof roleNames)[number];
