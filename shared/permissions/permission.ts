import type { ObjectName } from '#shared/objects/names';

/** What can be done to records of an object. */
export const recordActions = ['create', 'read', 'update', 'delete', 'export', 'import'] as const;

export type RecordAction = (typeof recordActions)[number];

/** Duties that are not about records of one object. */
export const duties = [
  'users.manage',
  'roles.read',
  'roles.manage',
  'access.review',
  'records.share',
  'imports.run',
  'exports.run',
  'reports.read',
  'audit.read',
  'settings.manage',
  'integrations.manage',
  'privacy.manage',
] as const;

export type Duty = (typeof duties)[number];

export type RecordPermission = `${ObjectName}:${RecordAction}`;

/**
 * What a route asks of the caller: a permission; `signed-in` for a person's own account; `public`
 * for what strangers may do (each public route is named in a reviewed list).
 */
export type RoutePermission = RecordPermission | Duty | 'signed-in' | 'public';
