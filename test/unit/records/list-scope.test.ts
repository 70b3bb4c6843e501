import { describe, expect, it } from 'vitest';
import { rangesFor, sortFor } from '#functions/records/list-scope';
import { contact } from '#shared/objects/contact';
import { type Policy, policyFor } from '#shared/permissions/policy';
import type { Scope } from '#shared/permissions/rights';
import { person } from './people.ts';

const everything = policyFor(person('administrator'));

function scoped(scope: Scope | undefined): Policy {
  return { ...everything, scope: () => scope };
}

const me = { userId: 'me', teamId: 'north' } as const;
const own = { by: 'owner', ownerId: 'me' };

describe('rangesFor', () => {
  it.each([
    ['all', {}, me, [{ by: 'all' }]],
    ['all', { ownerId: 'x' }, me, [{ by: 'owner', ownerId: 'x' }]],
    [
      'all',
      { ownerId: 'x', companyId: 'c' },
      me,
      [{ by: 'parent', field: 'companyId', parentId: 'c' }],
    ],
    ['team', {}, me, [own, { by: 'team', teamId: 'north' }]],
    ['team', {}, { userId: 'me', teamId: undefined }, [own]],
    ['team', { ownerId: 'x' }, me, [{ by: 'owner', ownerId: 'x' }]],
    ['own', {}, me, [own]],
    ['own', { ownerId: 'x' }, me, []],
    [undefined, {}, me, []],
  ] as const)('of scope %s with %j', (scope, filters, caller, expected) => {
    expect(rangesFor(scoped(scope), caller, contact, filters)).toEqual(expected);
  });
});

describe('sortFor', () => {
  const all = [{ by: 'all' }] as const;
  it.each([
    [all, undefined, { sort: 'updatedAt', descending: true }],
    [all, 'name', { sort: 'name', descending: false }],
    [all, '-createdAt', { sort: 'createdAt', descending: true }],
    [
      [{ by: 'parent', field: 'companyId', parentId: 'c' }],
      undefined,
      { sort: 'name', descending: false },
    ],
    [[{ by: 'owner', ownerId: 'o' }], 'updatedAt', { sort: 'updatedAt', descending: false }],
  ] as const)('in %j by %s', (ranges, asked, expected) => {
    expect(sortFor(everything, contact, ranges, asked)).toEqual(expected);
  });

  it.each([
    [[{ by: 'owner', ownerId: 'o' }], 'name'],
    [[{ by: 'parent', field: 'companyId', parentId: 'c' }], '-updatedAt'],
    [all, 'bankAccount'],
  ] as const)('has no order in %j by %s', (ranges, asked) => {
    expect(() => sortFor(everything, contact, ranges, asked)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it('does not order by a name that is hidden', () => {
    const policy = { ...everything, canCompare: () => false };
    expect(() => sortFor(policy, contact, all, 'name')).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
