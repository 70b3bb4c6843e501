import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordActions } from '#shared/permissions/permission';
import { permits, policyFor } from '#shared/permissions/policy';
import { roleNames, roles } from '#shared/permissions/roles';

const caller = { userId: 'me', teamId: 'north' } as const;

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
    const policy = policyFor({ ...caller, role });
    for (const action of recordActions) {
      const inAll = all.split(' ').includes(action);
      const inTeam = team.split(' ').includes(action);
      const facts = (ownerId: string, teamId?: string) => ({ ownerId, teamId });
      expect(policy.can(action, object, facts('other', 'south')), action).toBe(inAll);
      expect(policy.can(action, object, facts('other')), action).toBe(inAll);
      expect(policy.can(action, object, facts('other', 'north')), action).toBe(inAll || inTeam);
      expect(policy.can(action, object, facts('me', 'south')), action).toBe(inAll || inTeam);
      expect(policy.can(action, object), action).toBe(inAll || inTeam);
      expect(permits({ ...caller, role }, `${object}:${action}`), action).toBe(inAll || inTeam);
    }
  });

  it('gives whoever has no team no record that has none either', () => {
    const policy = policyFor({ userId: 'me', teamId: undefined, role: 'sales' });
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
    expect(policyFor({ ...caller, role }).canField(action, 'company', field)).toBe(expected);
  });

  it('denies what is not a field of the object', () => {
    const policy = policyFor({ ...caller, role: 'administrator' });
    for (const field of ['__proto__', 'constructor', 'pk', 'teamId', 'version', ''])
      expect(policy.canField('update', 'contact', field), field).toBe(false);
  });

  it('refuses to be built for a caller without an id', () => {
    expect(() => policyFor({ userId: '', teamId: undefined, role: 'sales' })).toThrow(/condition/);
  });

  it('explains which scope allows and why nothing does', () => {
    const explain = policyFor({ ...caller, role: 'sales' }).explain;
    expect(explain('delete', 'contact')).toEqual({
      allowed: false,
      because: 'No grant of the role sales lets it delete contacts.',
    });
    expect(explain('read', 'contact').allowed).toBe(true);
    expect(explain('update', 'contact', { ownerId: 'x', teamId: 'south' })).toEqual({
      allowed: false,
      because:
        'The role sales may update contacts in scope team only, and this record is outside it.',
    });
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
          const sales = policyFor({ userId: me, teamId: 'north', role: 'sales' });
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
      roleNames.filter((role) => permits({ ...caller, role }, duty));
    expect(holders('users.manage')).toEqual(['administrator']);
    expect(holders('audit.read')).toEqual(['administrator', 'manager']);
    expect(holders('imports.run')).toEqual(['administrator', 'manager', 'sales', 'marketing']);
  });

  it('lets every role use its own account', () => {
    for (const role of roleNames) expect(permits({ ...caller, role }, 'signed-in')).toBe(true);
    expect(Object.keys(roles)).toEqual([...roleNames]);
  });
});
