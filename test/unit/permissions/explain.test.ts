import { describe, expect, it } from 'vitest';
import { explain } from '#shared/permissions/explain';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { roles } from '#shared/permissions/roles';

const sales: Caller = { userId: 'me', teamId: 'north', role: 'sales', rights: roles.sales };
const facts = (ownerId: string, teamId: string, share?: 'read' | 'edit') => ({
  ownerId,
  teamId,
  share,
});

describe('explain', () => {
  it.each([
    ['update', facts('me', 'south'), undefined, 'owner'],
    ['update', facts('other', 'north'), undefined, 'team'],
    ['update', facts('other', 'south'), undefined, 'out-of-scope'],
    ['update', facts('other', 'south', 'edit'), undefined, 'share'],
    ['update', facts('other', 'south', 'read'), undefined, 'out-of-scope'],
    ['update', undefined, undefined, 'some-records'],
    ['read', facts('other', 'south'), undefined, 'all'],
    ['delete', facts('me', 'north'), undefined, 'no-grant'],
    ['read', facts('me', 'north'), 'bankAccount', 'field-hidden'],
    ['update', facts('me', 'north'), 'creditLimit', 'field-read-only'],
    ['update', facts('me', 'north'), 'phone', 'owner'],
    ['read', facts('me', 'north'), '__proto__', 'field-unknown'],
  ] as const)('says of %s of a company of %o, field %s: %s', (action, about, field, decision) => {
    const answer = explain(sales, { action, object: 'company', facts: about, field });
    expect(answer.decision).toBe(decision);
    const policy = policyFor(sales);
    expect(answer.allowed).toBe(
      field === undefined
        ? policy.can(action, 'company', about)
        : policy.canField(action, 'company', field, about),
    );
  });

  it('says it in both languages, naming role, action and object', () => {
    const { because, grant } = explain(sales, {
      action: 'update',
      object: 'company',
      facts: facts('other', 'south'),
    });
    expect(because.en).toContain('The role sales may change companies of their team only');
    expect(because.zh).toMatch(/^角色“sales”只能修改本团队的/);
    expect(grant).toMatchObject({ object: 'company', scope: 'team' });
  });
});
