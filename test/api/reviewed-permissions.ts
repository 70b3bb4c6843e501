import type { RoutePermission } from '#shared/permissions/permission';
import type { RoleName } from '#shared/permissions/roles';

/** Whose things a role reaches with a permission. */
export type Reach = 'own' | 'team' | 'all';

type Reviewed = Readonly<Partial<Record<RoleName, Reach>>>;

const everybody: Reviewed = {
  administrator: 'all',
  manager: 'all',
  sales: 'all',
  support: 'all',
  marketing: 'all',
  finance: 'all',
  'read-only': 'all',
};
const seniors: Reviewed = { administrator: 'all', manager: 'all' };

/**
 * What people agreed each role may do, written down by hand: a change of the roles that is not
 * repeated here fails the sweep. Who is not named may not.
 */
export const reviewedPermissions: Readonly<Partial<Record<RoutePermission, Reviewed>>> = {
  'company:create': { ...seniors, sales: 'all' },
  'company:read': everybody,
  'company:update': { ...seniors, sales: 'team', finance: 'all' },
  'company:delete': seniors,
  'contact:create': { ...seniors, sales: 'all', support: 'all', marketing: 'all' },
  'contact:read': everybody,
  'contact:update': { ...seniors, sales: 'team', support: 'all', marketing: 'all' },
  'contact:delete': seniors,
  'imports.run': { ...seniors, sales: 'own', marketing: 'own' },
  'users.manage': { administrator: 'all' },
};
