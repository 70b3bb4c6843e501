import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { objects } from '#shared/objects/objects';
import { createSchema, patchSchema, recordSchema } from '#shared/objects/record-schema';
import { fold } from '#shared/text/fold';

const every = Object.values(objects);

describe('createSchema', () => {
  const accepted = [
    ['edges and composed form', { name: '  Jose\u0301 ' }, { name: 'José' }],
    ['a Chinese name in one field', { name: '王小明' }, { name: '王小明' }],
    ['a first name alone', { firstName: 'Li' }, { firstName: 'Li' }],
    [
      'full-width e-mail',
      { name: 'A', email: 'ｌｉ@example.com' },
      { name: 'A', email: 'li@example.com' },
    ],
    [
      'a local phone number',
      { name: 'A', phone: '010-8888 8888' },
      { name: 'A', phone: '010-8888 8888' },
    ],
    [
      'an extension',
      { name: 'A', phone: '+8601088888888;ext=12' },
      { name: 'A', phone: '+8601088888888;ext=12' },
    ],
    [
      'a time with offset, as UTC',
      { name: 'A', nextContactAt: '2026-03-01T08:00:00+08:00' },
      { name: 'A', nextContactAt: '2026-03-01T00:00:00.000Z' },
    ],
    ['tags once each', { name: 'A', tags: ['x', 'y', 'x'] }, { name: 'A', tags: ['x', 'y'] }],
    ['lines in notes', { name: 'A', notes: 'one\ntwo' }, { name: 'A', notes: 'one\ntwo' }],
    ['a known choice', { name: 'A', source: 'referral' }, { name: 'A', source: 'referral' }],
  ] as const;
  it.each(accepted)('takes %s', (_title, input, expected) => {
    expect(createSchema(contact).parse(input)).toEqual(expected);
  });

  const refused = [
    ['nobody’s name', {}, 'name'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a name that is null', { name: null }, 'name'],
    ['a name of two lines', { name: 'A\nB' }, 'name'],
    ['a NUL character', { name: 'A\u0000' }, 'name'],
    ['a direction override', { name: 'A\u202Eexe' }, 'name'],
    ['a broken surrogate', { name: 'A\uD800' }, 'name'],
    ['a name beyond 200 characters', { name: 'A'.repeat(201) }, 'name'],
    ['two addresses', { name: 'A', email: 'a@example.com,b@example.com' }, 'email'],
    [
      'a header in an address',
      { name: 'A', email: 'a@example.com\r\nBcc: b@example.com' },
      'email',
    ],
    ['an address without a domain', { name: 'A', email: 'a@localhost' }, 'email'],
    ['letters as a phone number', { name: 'A', phone: 'call me' }, 'phone'],
    ['a choice that there is not', { name: 'A', source: 'fax' }, 'source'],
    ['another form of id', { name: 'A', companyId: '1' }, 'companyId'],
    ['a day that is not', { name: 'A', nextContactAt: '2026-02-30T00:00:00Z' }, 'nextContactAt'],
    ['a field of storage', { name: 'A', version: 7 }, ''],
    ['a key of storage', { name: 'A', listPk: 'contact#0' }, ''],
  ] as const;
  it.each(refused)('refuses %s', (_title, input, field) => {
    const result = createSchema(contact).safeParse(input);
    expect(result.success).toBe(false);
    expect(result.error?.issues.map(({ path }) => path.join('.'))).toContain(field);
  });

  it.each([
    ['money in fractions', { creditLimit: { amount: 1.5, currency: 'CNY' } }],
    ['money without a currency', { creditLimit: { amount: 1 } }],
    ['money beyond safe integers', { creditLimit: { amount: 2 ** 53, currency: 'CNY' } }],
    ['half an employee', { employees: 0.5 }],
    ['fewer than no employees', { employees: -1 }],
    ['a script as website', { website: 'javascript:alert(1)' }],
  ])('refuses %s', (_title, input) => {
    expect(createSchema(company).safeParse({ name: 'A', ...input }).success).toBe(false);
  });

  it('answers any input without throwing', () => {
    const values = fc.dictionary(fc.constantFrom(...Object.keys(contact.fields)), fc.anything());
    fc.assert(
      fc.property(values, (input) => {
        for (const schema of [createSchema(contact), patchSchema(contact)]) {
          const result = schema.safeParse(input);
          if (result.success) expect(schema.safeParse(result.data).data).toEqual(result.data);
        }
      }),
    );
  });

  it('stays quick on long hostile texts', () => {
    const long = `${'a.'.repeat(25_000)}@${'a-'.repeat(25_000)}`;
    const input = { name: 'A', email: long, phone: '1-'.repeat(25_000), website: long };
    expect(createSchema(contact).safeParse(input).success).toBe(false);
  });
});

describe('patchSchema', () => {
  it('empties with null what is not required', () => {
    expect(patchSchema(contact).safeParse({ email: null }).success).toBe(true);
    expect(patchSchema(company).safeParse({ name: null }).success).toBe(false);
    expect(patchSchema(contact).safeParse({}).success).toBe(false);
  });
});

describe('every object', () => {
  it.each(every)('$name shows an example that its schema takes', (object) => {
    expect(createSchema(object).safeParse(object.example).error).toBeUndefined();
  });

  it.each(every)('$name can be described as JSON Schema', (object) => {
    for (const schema of [createSchema(object), patchSchema(object)])
      expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('$schema');
    expect(z.toJSONSchema(recordSchema(object))).toHaveProperty('$schema');
  });

  it.each(every)('$name has no header that could mean two of its fields', (object) => {
    const meanings = new Map<string, string[]>();
    for (const [name, field] of Object.entries(object.fields)) {
      const aliases = field.importAliases;
      const headers = [
        name,
        field.labels.en,
        field.labels.zh,
        ...(aliases?.en ?? []),
        ...(aliases?.zh ?? []),
      ];
      for (const header of new Set(headers.map((text) => fold(text).replace(/[\s_-]/g, ''))))
        meanings.set(header, [...(meanings.get(header) ?? []), name]);
    }
    expect([...meanings].filter(([, names]) => names.length > 1)).toEqual([]);
  });
});
