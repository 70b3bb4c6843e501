import { sensitiveFields } from '#shared/objects/define-object';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { duties, recordActions } from './permission.ts';
import type { Grant, Rights, Scope } from './rights.ts';

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

const everything: readonly Grant[] = objectNames.map((object) => ({
  object,
  actions: recordActions,
  scope: 'all',
}));

const financial = {
  company: sensitiveFields(objects.company, 'financial'),
  order: sensitiveFields(objects.order, 'financial'),
} as const;

function allBut(object: 'company' | 'order', names: readonly string[]): string[] {
  return Object.keys(objects[object].fields).filter((name) => !names.includes(name));
}

/** Financial fields that administrators add are shown to those who sell, ordinary ones to finance. */
const financialShown = { customFields: { financial: 'readOnly' } } as const;
const onlyFinancialWritten = {
  customFields: { financial: 'open', personal: 'readOnly', other: 'readOnly' },
} as const;

type FieldRules = Pick<Grant, 'hidden' | 'readOnly' | 'customFields'>;

/** What selling needs of an order's money; costs are finance's own, payments and invoices only shown. */
const soldFor = ['lines', 'discount', 'subtotal', 'tax', 'total', 'paymentTerms'] as const;
const orderAsSold = {
  hidden: ['cost'],
  readOnly: financial.order.filter((name) => !soldFor.some((each) => each === name)),
  ...financialShown,
} as const;

const reading = (object: ObjectName, fields: FieldRules = {}): Grant => ({
  object,
  actions: ['read'],
  scope: 'all',
  ...fields,
});

/** Everybody notes what they did and what there is to do; they delete only what is theirs. */
const ownWork = (scope: Scope): readonly Grant[] =>
  (['activity', 'task'] as const).flatMap((object): Grant[] => [
    { object, actions: ['create', 'read'], scope: 'all' },
    { object, actions: ['update', 'export'], scope },
    { object, actions: ['delete'], scope: 'own' },
  ]);

/** Reads and makes all, changes and exports what is the team's. */
const selling = (object: ObjectName, fields: FieldRules = {}): readonly Grant[] => [
  { object, actions: ['create', 'read', 'import'], scope: 'all', ...fields },
  { object, actions: ['update', 'export'], scope: 'team', ...fields },
];

/** The roles that ship: sales edit customers but no financial data, only senior roles delete. */
export const roles: Readonly<Record<RoleName, Rights>> = {
  administrator: { grants: everything, duties },
  manager: {
    grants: everything,
    duties: [
      'records.share',
      'imports.run',
      'exports.run',
      'reports.read',
      'audit.read',
      'roles.read',
    ],
  },
  sales: {
    grants: [
      ...selling('company', {
        hidden: ['bankAccount'],
        readOnly: financial.company,
        ...financialShown,
      }),
      ...selling('contact'),
      ...selling('lead'),
      ...selling('deal'),
      ...selling('order', orderAsSold),
      { object: 'ticket', actions: ['create', 'read'], scope: 'all' },
      reading('campaign'),
      ...ownWork('team'),
    ],
    duties: ['records.share', 'imports.run', 'exports.run'],
  },
  support: {
    grants: [
      reading('company', { hidden: financial.company }),
      { object: 'contact', actions: ['create', 'read', 'update'], scope: 'all' },
      reading('deal'),
      reading('order', { hidden: financial.order }),
      { object: 'ticket', actions: ['create', 'read', 'update', 'export'], scope: 'all' },
      ...ownWork('all'),
    ],
    duties: ['records.share', 'exports.run'],
  },
  marketing: {
    grants: [
      reading('company', { hidden: financial.company }),
      {
        object: 'contact',
        actions: ['create', 'read', 'update', 'export', 'import'],
        scope: 'all',
      },
      {
        object: 'lead',
        actions: ['create', 'read', 'update', 'export', 'import'],
        scope: 'all',
      },
      reading('deal'),
      {
        object: 'campaign',
        actions: ['create', 'read', 'update', 'delete', 'export', 'import'],
        scope: 'all',
      },
      ...ownWork('team'),
    ],
    duties: ['records.share', 'imports.run', 'exports.run'],
  },
  finance: {
    grants: [
      {
        object: 'company',
        actions: ['read', 'update', 'export'],
        scope: 'all',
        readOnly: allBut('company', financial.company),
        ...onlyFinancialWritten,
      },
      reading('contact'),
      reading('deal'),
      {
        object: 'order',
        actions: ['read', 'update', 'export'],
        scope: 'all',
        readOnly: allBut('order', financial.order),
        ...onlyFinancialWritten,
      },
      ...ownWork('team'),
    ],
    duties: ['records.share', 'exports.run'],
  },
  'read-only': {
    grants: objectNames.map((object) =>
      object === 'company' || object === 'order'
        ? reading(object, { hidden: financial[object] })
        : reading(object),
    ),
    duties: [],
  },
};
