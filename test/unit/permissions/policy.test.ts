import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordActions } from '#shared/permissions/permission';
import { type Caller, permits, policyFor } from '#shared/permissions/policy';
import type { Grant } from '#shared/permissions/rights';
import { type RoleName, roleNames, roles } from '#shared/permissions/roles';

const inTeam = (role: RoleName, teamId: string | undefined, userId = 'me'): Caller => ({
  userId,
  teamId,
  role,
  rights: roles[role],
});
const as = (role: RoleName) => inTeam(role, 'north');
const granted = (...grants: Grant[]): Caller => ({
  ...as('sales'),
  rights: { grants, duties: [] },
});

const matrix = [
  // role, object, what it may do to all, what to its team's records only
  ['administrator', 'company', 'create read update delete export import', ''],
  ['administrator', 'contact', 'create read update delete export import', ''],
  ['manager', 'company', 'create read update delete export import', ''],
  ['manager', 'contact', 'create read update delete export import', ''],
  ['sales', 'company', 'create read import', 'update export'],
  ['sales', 'contact', 'create read import', 'update export'],
  ['support', 'company', 'read', ''],
  ['support', 'contact', 'create read update', ''],
  ['marketing', 'company', 'read', ''],
  ['marketing', 'contact', 'create read update export import', ''],
  ['finance', 'company', 'read update export', ''],
  ['finance', 'contact', 'read', ''],
  ['read-only', 'company', 'read', ''],
  ['read-only', 'contact', 'read', ''],
] as const;

describe('policyFor', () => {
  it.each(matrix)('gives %s on each %s: all %s; team %s', (role, object, all, team) => {
    const policy = policyFor(as(role));
    for (const action of recordActions) {
      const inAll = all.split(' ').includes(action);
      const inOwnTeam = team.split(' ').includes(action);
      const facts = (ownerId: string, teamId?: string) => ({ ownerId, teamId });
      expect(policy.can(action, object, facts('other', 'south')), action).toBe(inAll);
      expect(policy.can(action, object, facts('other')), action).toBe(inAll);
      expect(policy.can(action, object, facts('other', 'north')), action).toBe(inAll || inOwnTeam);
      expect(policy.can(action, object, facts('me', 'south')), action).toBe(inAll || inOwnTeam);
      expect(policy.can(action, object), action).toBe(inAll || inOwnTeam);
      expect(permits(as(role), `${object}:${action}`), action).toBe(inAll || inOwnTeam);
    }
  });

  it('AZ-08: gives whoever has no team no record that has none either', () => {
    const policy = policyFor(inTeam('sales', undefined));
    expect(policy.can('update', 'contact', { ownerId: 'other', teamId: undefined })).toBe(false);
    expect(policy.can('update', 'contact', { ownerId: undefined, teamId: undefined })).toBe(false);
    expect(policy.can('update', 'contact', { ownerId: 'me', teamId: undefined })).toBe(true);
  });

  it.each([
    ['sales', 'read', 'bankAccount', false],
    ['sales', 'read', 'creditLimit', true],
    ['sales', 'update', 'creditLimit', false],
    ['sales', 'import', 'paymentTerms', false],
    ['sales', 'update', 'phone', true],
    ['support', 'read', 'creditLimit', false],
    ['marketing', 'read', 'paymentTerms', false],
    ['finance', 'update', 'creditLimit', true],
    ['finance', 'update', 'phone', false],
    ['finance', 'read', 'phone', true],
    ['read-only', 'read', 'bankAccount', false],
    ['read-only', 'update', 'phone', false],
    ['manager', 'update', 'bankAccount', true],
  ] as const)('decides that %s may %s the field %s: %s', (role, action, field, expected) => {
    expect(policyFor(as(role)).canField(action, 'company', field)).toBe(expected);
  });

  it('denies what is not a field of the object', () => {
    const policy = policyFor(as('administrator'));
    for (const field of ['__proto__', 'constructor', 'pk', 'teamId', 'version', ''])
      expect(policy.canField('update', 'contact', field), field).toBe(false);
  });

  it('AZ-08: refuses to be built for a caller without an id', () => {
    expect(() => policyFor(inTeam('sales', undefined, ''))).toThrow(/condition/);
  });

  it('AZ-07: decides a field by the record where two grants differ', () => {
    const policy = policyFor(
      granted(
        { object: 'company', actions: ['read'], scope: 'all', hidden: ['creditLimit'] },
        { object: 'company', actions: ['read'], scope: 'own' },
      ),
    );
    const own = { ownerId: 'me', teamId: undefined };
    const other = { ownerId: 'other', teamId: undefined };
    expect(policy.canField('read', 'company', 'creditLimit', own)).toBe(true);
    expect(policy.canField('read', 'company', 'creditLimit', other)).toBe(false);
    expect(policy.canField('read', 'company', 'name', other)).toBe(true);
  });

  it('AZ-09: lets lists be ordered only by what is hidden in none of their records', () => {
    const policy = policyFor(
      granted(
        { object: 'company', actions: ['read'], scope: 'all', hidden: ['creditLimit'] },
        { object: 'company', actions: ['read'], scope: 'own' },
      ),
    );
    expect(policy.canCompare('company', 'creditLimit')).toBe(false);
    expect(policy.canCompare('company', 'name')).toBe(true);
    expect(policy.canCompare('contact', 'name')).toBe(false);
    expect(policy.canCompare('company', 'version')).toBe(false);
  });

  it('lets a share widen which records, never what the role may do', () => {
    const mine = granted({
      object: 'contact',
      actions: ['read', 'update', 'delete'],
      scope: 'own',
    });
    const policy = policyFor(mine);
    const shared = (share: 'read' | 'edit') => ({ ownerId: 'other', teamId: 'south', share });
    expect(policy.can('read', 'contact', shared('read'))).toBe(true);
    expect(policy.can('update', 'contact', shared('read'))).toBe(false);
    expect(policy.can('update', 'contact', shared('edit'))).toBe(true);
    expect(policy.can('delete', 'contact', shared('edit'))).toBe(false);
    const reader = policyFor(granted({ object: 'contact', actions: ['read'], scope: 'own' }));
    expect(reader.can('update', 'contact', shared('edit'))).toBe(false);
    expect(policyFor(granted()).can('read', 'contact', shared('edit'))).toBe(false);
  });

  it('never lets a narrower team see more than the whole organisation', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.constantFrom(...recordActions),
        (me, owner, team, action) => {
          const facts = { ownerId: owner, teamId: team };
          const sales = policyFor(inTeam('sales', 'north', me));
          const expected =
            sales.scope(action, 'contact') === 'all' ||
            (sales.scope(action, 'contact') === 'team' && (owner === me || team === 'north'));
          expect(sales.can(action, 'contact', facts)).toBe(expected);
        },
      ),
    );
  });
});

describe('permits', () => {
  it('gives duties to the roles that carry them and to nobody else', () => {
    const holders = (duty: 'users.manage' | 'imports.run' | 'audit.read') =>
      roleNames.filter((role) => permits(as(role), duty));
    expect(holders('users.manage')).toEqual(['administrator']);
    expect(holders('audit.read')).toEqual(['administrator', 'manager']);
    expect(holders('imports.run')).toEqual(['administrator', 'manager', 'sales', 'marketing']);
  });

  it('lets every role use its own account', () => {
    for (const role of roleNames) expect(permits(as(role), 'signed-in')).toBe(true);
    expect(Object.keys(roles)).toEqual([...roleNames]);
  });
});
