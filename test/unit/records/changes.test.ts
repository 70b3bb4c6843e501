import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '#shared/objects/company';
import { policyFor } from '#shared/permissions/policy';
import { creationOf, deletionOf, updateOf } from '#shared/records/changes';
import { factsOf, viewOf, viewOfChange } from '#shared/records/field-rules';
import { id, origin, person, recordsBench } from './people.ts';

const { ids } = recordsBench().dependencies;
const money = { amount: 100_00, currency: 'CNY' };
const { record } = creationOf(origin, company, {
  id: id('acme'),
  values: { name: 'Acme', bankAccount: '6222', creditLimit: money, ownerId: id('ada') },
  teamId: 'north',
});

describe('a change', () => {
  it('of values that are equal is none', () => {
    expect(
      updateOf(ids, origin, company, record, { creditLimit: { ...money } }, 'north'),
    ).toBeUndefined();
    expect(updateOf(ids, origin, company, record, { phone: null }, 'north')).toBeUndefined();
  });

  it('undone leads back to where it came from', () => {
    const patches = fc.dictionary(
      fc.constantFrom('name', 'phone', 'employees', 'tags'),
      fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(patches, (patch) => {
        const update = updateOf(ids, origin, company, record, patch, 'north');
        if (!update) return;
        const back = Object.fromEntries(
          Object.entries(update.change.values).map(([name, { from }]) => [name, from ?? null]),
        );
        const undone = updateOf(ids, origin, company, update.after, back, 'north');
        expect(undone?.after.values).toEqual(record.values);
        expect(undone?.after.version).toBe(3);
      }),
    );
  });

  it('that deletes has the next version', () => {
    expect(deletionOf(ids, origin, record)).toMatchObject({ action: 'deleted', version: 2 });
  });

  it('names and shows hidden fields to nobody who may not see them', () => {
    const update = updateOf(
      ids,
      origin,
      company,
      record,
      { bankAccount: '6333', name: 'B' },
      'north',
    );
    const sales = viewOfChange(
      policyFor(person('sales')),
      company,
      update!.change,
      factsOf(record),
    );
    expect(sales.fields).toEqual(['name']);
    expect(JSON.stringify(sales)).not.toMatch(/bankAccount|6222|6333/);
    const finance = viewOfChange(
      policyFor(person('finance')),
      company,
      update!.change,
      factsOf(record),
    );
    expect(finance.values).toHaveProperty('bankAccount');
  });
});

describe('viewOf', () => {
  it('leaves out what the role may not see and what only storage needs', () => {
    const view = viewOf(policyFor(person('sales')), company, record);
    expect(view).toMatchObject({
      name: 'Acme',
      displayName: 'Acme',
      creditLimit: money,
      version: 1,
    });
    expect(view).not.toHaveProperty('bankAccount');
    expect(view).not.toHaveProperty('teamId');
    expect(viewOf(policyFor(person('support')), company, record)).not.toHaveProperty('creditLimit');
  });

  it('looks at owner and team for scope', () => {
    expect(factsOf(record)).toEqual({ ownerId: id('ada'), teamId: 'north' });
  });
});
