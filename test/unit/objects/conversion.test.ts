import { describe, expect, it } from 'vitest';
import { carriedValues } from '#functions/records/leads/carried-values';
import { type ConversionMapping, conversionRules } from '#shared/objects/conversion';
import { CustomField } from '#shared/objects/custom-field';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { described } from '#shared/objects/object-settings';
import { objects } from '#shared/objects/objects';
import { policyFor } from '#shared/permissions/policy';
import { id, person } from '../records/people.ts';

type Added = Readonly<Partial<Record<ObjectName, readonly object[]>>>;

function definitionsWith(added: Added, conversion?: ConversionMapping): Definitions {
  const labels = { en: 'X', zh: 'X' };
  return {
    current: (object) =>
      described(objects[object], {
        object,
        version: 2,
        fields: (added[object] ?? []).map((field) => CustomField.parse({ labels, ...field })),
        ...(object === 'lead' && conversion ? { conversion } : {}),
      }),
  };
}

const targetsOf = (definitions: Definitions) =>
  Object.fromEntries(
    conversionRules(definitions).map(({ field, targets }) => [
      field,
      targets.map((target) => `${target.object}.${target.field}`),
    ]),
  );

const lead = (values: RecordValues) => ({
  record: {
    id: id('lead'),
    values,
    teamId: undefined,
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: id('ada'),
    updatedAt: '2026-01-01T00:00:00.000Z',
    updatedBy: id('ada'),
  },
  share: undefined,
});

describe('conversion of added fields', () => {
  it('goes to the fields of the same key that can hold the values, unless something else is said', () => {
    const added: Added = {
      lead: [
        { key: 'c_note', kind: 'text' },
        { key: 'c_region', kind: 'text' },
        { key: 'c_kept', kind: 'date' },
      ],
      contact: [
        { key: 'c_note', kind: 'longText' },
        { key: 'c_region', kind: 'number' },
        { key: 'c_kept', kind: 'date' },
      ],
      deal: [
        { key: 'c_note', kind: 'text' },
        { key: 'c_where', kind: 'text' },
        { key: 'c_region', kind: 'text', retired: true },
      ],
    };
    expect(targetsOf(definitionsWith(added))).toEqual({
      c_note: ['contact.c_note', 'deal.c_note'],
      c_region: [],
      c_kept: ['contact.c_kept'],
    });
    const said: ConversionMapping = {
      c_region: [{ object: 'deal', field: 'c_where' }],
      c_kept: [],
    };
    expect(targetsOf(definitionsWith(added, said))).toEqual({
      c_note: ['contact.c_note', 'deal.c_note'],
      c_region: ['deal.c_where'],
      c_kept: [],
    });
  });

  it('never takes sensitive values to where they are not, nor references to other objects', () => {
    const reference = { key: 'c_ref', kind: 'reference' };
    const added: Added = {
      lead: [
        { key: 'c_bank', kind: 'text', sensitivity: 'financial' },
        { ...reference, refersTo: 'company' },
      ],
      company: [{ key: 'c_bank', kind: 'text' }],
      contact: [
        { key: 'c_bank', kind: 'text', sensitivity: 'financial' },
        { ...reference, refersTo: 'deal' },
      ],
      deal: [{ ...reference, refersTo: 'company' }],
    };
    expect(targetsOf(definitionsWith(added))).toEqual({
      c_bank: ['contact.c_bank'],
      c_ref: ['deal.c_ref'],
    });
  });

  it('names what went nowhere, and why', () => {
    const choices = (...codes: string[]) =>
      codes.map((code) => ({ code, labels: { en: code, zh: code } }));
    const definitions = definitionsWith({
      lead: [
        { key: 'c_plan', kind: 'choice', choices: choices('gold', 'iron') },
        { key: 'c_long', kind: 'text' },
        { key: 'c_alone', kind: 'text' },
        { key: 'c_deal', kind: 'text' },
        { key: 'c_empty', kind: 'text' },
      ],
      contact: [
        { key: 'c_plan', kind: 'choice', choices: choices('gold') },
        { key: 'c_long', kind: 'text', maxLength: 3 },
        { key: 'c_empty', kind: 'text' },
      ],
      company: [{ key: 'c_long', kind: 'longText' }],
      deal: [{ key: 'c_deal', kind: 'text' }],
    });
    const values = { c_plan: 'iron', c_long: 'four', c_alone: 'x', c_deal: 'y' };
    const carried = carriedValues(
      definitions,
      policyFor(person('administrator')),
      lead(values),
      new Set(['company', 'contact']),
    );
    expect(carried).toEqual({
      into: { company: { c_long: 'four' }, contact: {}, deal: {} },
      moves: [{ from: 'c_long', to: { object: 'company', field: 'c_long' } }],
      left: [
        { field: 'c_plan', reason: 'does_not_fit' },
        { field: 'c_alone', reason: 'no_target' },
        { field: 'c_deal', reason: 'record_not_made' },
      ],
    });
  });
});
