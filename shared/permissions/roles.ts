import { sensitiveFields } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { type Duty, duties, type RecordAction, recordActions } from './permission.ts';

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

/** Which records: one's own, those of one's team (and one's own), or all. */
export type Scope = 'own' | 'team' | 'all';

/** What a role may do with records of one object; without a grant nothing is permitted. */
export interface Grant {
  readonly object: ObjectName;
  readonly actions: readonly RecordAction[];
  readonly scope: Scope;
  /** Neither read nor written, filtered or sorted by. */
  readonly hidden?: readonly string[];
  readonly readOnly?: readonly string[];
}

export interface Role {
  readonly grants: readonly Grant[];
  readonly duties: readonly Duty[];
}

const everything: readonly Grant[] = [
  { object: 'company', actions: recordActions, scope: 'all' },
  { object: 'contact', actions: recordActions, scope: 'all' },
];

const financial = sensitiveFields(objects.company, 'financial');
const notFinancial = Object.keys(objects.company.fields).filter(
  (name) => !financial.includes(name),
);

/** The roles that ship: sales edit customers but no financial data, only senior roles delete. */
export const roles: Readonly<Record<RoleName, Role>> = {
  administrator: { grants: everything, duties },
  manager: { grants: everything, duties: ['imports.run', 'audit.read'] },
  sales: {
    grants: [
      {
        object: 'company',
        actions: ['create', 'read', 'import'],
        scope: 'all',
        hidden: ['bankAccount'],
        readOnly: financial,
      },
      {
        object: 'company',
        actions: ['update', 'export'],
        scope: 'team',
        hidden: ['bankAccount'],
        readOnly: financial,
      },
      { object: 'contact', actions: ['create', 'read', 'import'], scope: 'all' },
      { object: 'contact', actions: ['update', 'export'], scope: 'team' },
    ],
    duties: ['imports.run'],
  },
  support: {
    grants: [
      { object: 'company', actions: ['read'], scope: 'all', hidden: financial },
      { object: 'contact', actions: ['create', 'read', 'update'], scope: 'all' },
    ],
    duties: [],
  },
  marketing: {
    grants: [
      { object: 'company', actions: ['read'], scope: 'all', hidden: financial },
      {
        object: 'contact',
        actions: ['create', 'read', 'update', 'export', 'import'],
        scope: 'all',
      },
    ],
    duties: ['imports.run'],
  },
  finance: {
    grants: [
      {
        object: 'company',
        actions: ['read', 'update', 'export'],
        scope: 'all',
        readOnly: notFinancial,
      },
      { object: 'contact', actions: ['read'], scope: 'all' },
    ],
    duties: [],
  },
  'read-only': {
    grants: [
      { object: 'company', actions: ['read'], scope: 'all', hidden: financial },
      { object: 'contact', actions: ['read'], scope: 'all' },
    ],
    duties: [],
  },
};
