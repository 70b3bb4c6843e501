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
/** Everybody but those who only read. */
const { 'read-only': _, ...workers } = everybody;
const teamWorkers: Reviewed = {
  ...seniors,
  sales: 'team',
  support: 'all',
  marketing: 'team',
  finance: 'team',
};
const ownWorkers: Reviewed = {
  ...seniors,
  sales: 'own',
  support: 'own',
  marketing: 'own',
  finance: 'own',
};

/**
 * What people agreed each role may do, written down by hand: a change of the roles that is not
 * repeated here fails the sweep. Who is not named may not.
 */
export const reviewedPermissions: Readonly<Partial<Record<RoutePermission, Reviewed>>> = {
  'company:export': { ...seniors, sales: 'team', finance: 'all' },
  'contact:export': { ...seniors, sales: 'team', marketing: 'all' },
  'lead:export': { ...seniors, sales: 'team', marketing: 'all' },
  'deal:export': { ...seniors, sales: 'team' },
  'order:export': { ...seniors, sales: 'team', finance: 'all' },
  'ticket:export': { ...seniors, support: 'all' },
  'campaign:export': { ...seniors, marketing: 'all' },
  'activity:export': teamWorkers,
  'task:export': teamWorkers,
  'company:create': { ...seniors, sales: 'all' },
  'company:read': everybody,
  'company:update': { ...seniors, sales: 'team', finance: 'all' },
  'company:delete': seniors,
  'contact:create': { ...seniors, sales: 'all', support: 'all', marketing: 'all' },
  'contact:read': everybody,
  'contact:update': { ...seniors, sales: 'team', support: 'all', marketing: 'all' },
  'contact:delete': seniors,
  'lead:create': { ...seniors, sales: 'all', marketing: 'all' },
  'lead:read': { ...seniors, sales: 'all', marketing: 'all', 'read-only': 'all' },
  'lead:update': { ...seniors, sales: 'team', marketing: 'all' },
  'lead:delete': seniors,
  'deal:create': { ...seniors, sales: 'all' },
  'deal:read': everybody,
  'deal:update': { ...seniors, sales: 'team' },
  'deal:delete': seniors,
  'order:create': { ...seniors, sales: 'all' },
  'order:read': { ...seniors, sales: 'all', support: 'all', finance: 'all', 'read-only': 'all' },
  'order:update': { ...seniors, sales: 'team', finance: 'all' },
  'order:delete': seniors,
  'ticket:create': { ...seniors, sales: 'all', support: 'all' },
  'ticket:read': { ...seniors, sales: 'all', support: 'all', 'read-only': 'all' },
  'ticket:update': { ...seniors, support: 'all' },
  'ticket:delete': seniors,
  'campaign:create': { ...seniors, marketing: 'all' },
  'campaign:read': { ...seniors, sales: 'all', marketing: 'all', 'read-only': 'all' },
  'campaign:update': { ...seniors, marketing: 'all' },
  'campaign:delete': { ...seniors, marketing: 'all' },
  'activity:create': workers,
  'activity:read': everybody,
  'activity:update': teamWorkers,
  'activity:delete': ownWorkers,
  'task:create': workers,
  'task:read': everybody,
  'task:update': teamWorkers,
  'task:delete': ownWorkers,
  'records.share': workers,
  'audit.read': seniors,
  'imports.run': { ...seniors, sales: 'own', marketing: 'own' },
  'users.manage': { administrator: 'all' },
  'privacy.manage': { administrator: 'all' },
  'roles.read': seniors,
  'roles.manage': { administrator: 'all' },
  'integrations.manage': { administrator: 'all' },
  'access.review': { administrator: 'all' },
  'settings.manage': { administrator: 'all' },
};

/**
 * Operations that ask for more or else than their route's permission: telling contacts apart, merging them
 * (which deletes some), a tag of all contacts, making a company and a contact of a lead, the state of an order (which finance may not
 * change) and its payments (which nobody else may).
 */
export const reviewedOperations: Readonly<Record<string, Reviewed>> = {
  describeObject: everybody,
  decideDuplicates: { ...seniors, sales: 'team', support: 'all', marketing: 'all' },
  listMerges: seniors,
  renameTag: { ...seniors, support: 'all', marketing: 'all' },
  removeTag: { ...seniors, support: 'all', marketing: 'all' },
  mergeRecords: seniors,
  undoMerge: seniors,
  previewConversion: { ...seniors, sales: 'team' },
  convertLead: { ...seniors, sales: 'team' },
  changeOrderStatus: { ...seniors, sales: 'team' },
  addOrderPayment: { ...seniors, finance: 'all' },
};
