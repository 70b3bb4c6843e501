import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomField } from '#shared/objects/custom-field';
import type { Definitions } from '#shared/objects/definitions';
import { described, untouched } from '#shared/objects/object-settings';
import { objects } from '#shared/objects/objects';
import { covers } from '#shared/permissions/covers';
import { withCustomFields } from '#shared/permissions/custom-rights';
import { recordActions } from '#shared/permissions/permission';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { fieldAccesses, type Grant, type Rights, scopes } from '#shared/permissions/rights';
import { roleNames, roles } from '#shared/permissions/roles';

const as = (rights: Rights): Caller => ({ userId: 'me', teamId: 'north', role: 'made', rights });
const grant = (more: Partial<Grant> = {}): Grant => ({
  object: 'company',
  actions: ['read'],
  scope: 'all',
  ...more,
});
const rights = (...grants: Grant[]): Rights => ({ grants, duties: [] });
const may = (granter: Partial<Grant>, wanted: Partial<Grant>) =>
  covers(as(rights(grant(granter))), rights(grant(wanted)));

describe('AZ-13: nobody gives away what they do not have', () => {
  it.each([
    ['a field that is hidden from them, by name', { hidden: ['c_a'] }, {}],
    ['one that they may not write', { readOnly: ['c_a'] }, {}],
    ['one that is only read, where theirs is hidden', { hidden: ['c_a'] }, { readOnly: ['c_a'] }],
    [
      'one that is hidden from them, where theirs is hidden by kind only',
      { hidden: ['c_a'], customFields: { financial: 'hidden' } },
      { customFields: { financial: 'hidden' } },
    ],
    ['fields to come that are closed to them', { customFields: { other: 'hidden' } }, {}],
    [
      'writing fields to come that they only read',
      { customFields: { other: 'readOnly' } },
      { customFields: { other: 'open' } },
    ],
    [
      'what follows from hiding financial fields',
      { hidden: ['bankAccount'] },
      { hidden: ['bankAccount'], customFields: { financial: 'open' } },
    ],
  ] as const)('not %s', (_title, granter, wanted) => {
    expect(may(granter, wanted)).toBe(false);
    expect(may(granter, granter)).toBe(true);
    expect(may({}, granter)).toBe(true);
  });

  it('but what is closed by name as by rule, and by rule as by name', () => {
    const closed = { customFields: { financial: 'hidden', personal: 'hidden', other: 'hidden' } };
    expect(may({ hidden: ['c_a'] }, closed as Partial<Grant>)).toBe(true);
    expect(may(closed as Partial<Grant>, { ...closed, hidden: ['c_a'] } as Partial<Grant>)).toBe(
      true,
    );
    expect(may(closed as Partial<Grant>, { hidden: ['c_a'] })).toBe(false);
  });

  it.each(roleNames)('but all that they have themselves: %s', (name) => {
    expect(covers(as(roles[name]), roles[name])).toBe(true);
  });
});

const keys = ['c_money', 'c_private', 'c_plain', 'c_gone'] as const;
const names = ['bankAccount', 'creditLimit', 'phone', ...keys] as const;
const list = fc.subarray([...names]);
const access = fc.option(fc.constantFrom(...fieldAccesses), { nil: undefined });
const anyGrant = fc.record({
  object: fc.constantFrom('company' as const, 'contact' as const),
  actions: fc.subarray([...recordActions], { minLength: 1 }),
  scope: fc.constantFrom(...scopes),
  hidden: list,
  readOnly: list,
  customFields: fc.record({ financial: access, personal: access, other: access }),
});
/** As roles are stored: names that an object has, or that administrators may have given. */
const anyRights = fc.array(anyGrant, { minLength: 1, maxLength: 3 }).map((grants) =>
  rights(
    ...grants.map((each) => {
      const known = (name: string) => name.startsWith('c_') || name in objects[each.object].fields;
      return { ...each, hidden: each.hidden.filter(known), readOnly: each.readOnly.filter(known) };
    }),
  ),
);
/** Fields of any sensitivity: what somebody named before may be none yet, or taken out again. */
const anyFields = fc.array(
  fc.record({
    key: fc.constantFrom(...keys),
    sensitivity: fc.option(fc.constantFrom('financial' as const, 'personal' as const), {
      nil: undefined,
    }),
    retired: fc.boolean(),
  }),
  { maxLength: 4 },
);

function definitionsWith(fields: readonly Pick<CustomField, 'key' | 'sensitivity' | 'retired'>[]) {
  const labels = { en: 'Added', zh: '新增' };
  const own = fields.map((each) => ({ kind: 'text', labels, ...each }) as CustomField);
  const current: Definitions['current'] = (name) =>
    described(objects[name], { ...untouched(name), fields: own });
  return { current };
}

it('AZ-13: whoever gets what was covered may do nothing that the giver may not, whatever fields come and go', () => {
  let covered = 0;
  const facts = [
    { ownerId: 'me', teamId: 'south' },
    { ownerId: 'other', teamId: 'north' },
    { ownerId: 'other', teamId: 'south' },
  ];
  fc.assert(
    fc.property(anyRights, anyRights, anyFields, (own, other, fields) => {
      // Chance alone seldom covers: half of what is wanted is made of what the giver has.
      for (const wanted of [other, narrowed(own, other)]) {
        if (!covers(as(own), wanted)) continue;
        covered += 1;
        const definitions = definitionsWith(fields);
        const [giver, taker] = [own, wanted].map((each) =>
          policyFor(as(withCustomFields(each, definitions))),
        );
        for (const object of ['company', 'contact'] as const)
          for (const action of recordActions)
            for (const record of facts)
              for (const field of Object.keys(definitions.current(object).fields))
                if (taker!.canField(action, object, field, record))
                  expect(giver!.canField(action, object, field, record)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
  expect(covered).toBeGreaterThan(30);
});

/** What the giver has, with less of it: what another role hides is hidden, too. */
function narrowed(own: Rights, other: Rights): Rights {
  return rights(
    ...own.grants.map((each, index) => {
      const { hidden = [], readOnly = [], scope } = other.grants[index % other.grants.length]!;
      const has = (name: string) => name.startsWith('c_') || name in objects[each.object].fields;
      return {
        ...each,
        scope: scopes.indexOf(scope) < scopes.indexOf(each.scope) ? scope : each.scope,
        hidden: [...(each.hidden ?? []), ...hidden.filter(has)],
        readOnly: [...(each.readOnly ?? []), ...readOnly.filter(has)],
      };
    }),
  );
}
