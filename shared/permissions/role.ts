import type { Labels } from '#shared/objects/field';
import { noRights, type Rights } from './rights.ts';
import { type RoleName, roleNames, roles as shippedRights } from './roles.ts';

/** A role as administrators see and edit it. */
export interface Role extends Rights {
  readonly roleId: string;
  readonly names: Labels;
  /** 0 for a shipped role that nobody has edited; rises with every change. */
  readonly version: number;
  /** Whether its rights are those of the shipped role of this name, whatever a new version makes of them. */
  readonly asShipped: boolean;
  /** Whether its holders must use a second factor. */
  readonly mfaRequired: boolean;
}

const names: Readonly<Record<RoleName, Labels>> = {
  administrator: { en: 'Administrator', zh: '管理员' },
  manager: { en: 'Manager', zh: '经理' },
  sales: { en: 'Sales', zh: '销售' },
  support: { en: 'Support', zh: '客服' },
  marketing: { en: 'Marketing', zh: '市场' },
  finance: { en: 'Finance', zh: '财务' },
  'read-only': { en: 'Read-only', zh: '只读' },
};

export function isShipped(roleId: string): roleId is RoleName {
  return roleNames.some((name) => name === roleId);
}

/** A shipped role as it came; it is stored only once somebody edits it, so that new versions can widen it. */
export function shippedRole(roleId: RoleName): Role {
  const rights = shippedRights[roleId];
  return {
    roleId,
    names: names[roleId],
    version: 0,
    asShipped: true,
    mfaRequired: false,
    ...rights,
  };
}

/** The rights of a role that is stored nowhere: as shipped, or none. */
export function unstoredRights(roleId: string): Rights {
  return isShipped(roleId) ? shippedRights[roleId] : noRights;
}
