import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCell } from '#shared/imports/clean/clean-cell';
import type { Conventions } from '#shared/imports/clean/cleaned';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { Field } from '#shared/objects/field';

const chinese: Conventions = {
  country: 'CN',
  currency: 'CNY',
  decimalComma: false,
  utcOffset: '+08:00',
};
const plain: Conventions = { currency: 'USD', decimalComma: false, utcOffset: 'Z' };
const european: Conventions = {
  currency: 'EUR',
  decimalComma: true,
  dateOrder: 'dmy',
  utcOffset: 'Z',
};
const { email, mobile, nextContactAt, source, name, notes, tags } = contact.fields;
const { annualRevenue, employees, website } = company.fields;
const labels = { en: 'Field', zh: '字段' };
const day: Field = { kind: 'date', labels };
const flag: Field = { kind: 'boolean', labels };

interface Case {
  readonly field: Field;
  readonly cell: string;
  readonly expected: unknown;
  readonly conventions?: Conventions;
}

const money = (amount: number, currency: string) => ({ amount, currency });

describe('cleanCell stores what is plainly meant', () => {
  it.each<Case>([
    { field: name, cell: '  深圳前海 某某公司　', expected: '深圳前海 某某公司' },
    { field: name, cell: 'ＡＢＣ（集团）', expected: 'ABC（集团）' },
    { field: name, cell: 'a\u200bb\u202e\nc', expected: 'ab c' },
    { field: notes, cell: ' one \r\ntwo ', expected: 'one\ntwo' },
    { field: email, cell: 'Li Na <LiNa@Example.com>', expected: 'LiNa@Example.com' },
    { field: email, cell: 'lili＠example.com', expected: 'lili@example.com' },
    { field: mobile, cell: '138 0013 8000', expected: '+8613800138000', conventions: chinese },
    { field: mobile, cell: '+86-138-0013-8000', expected: '+8613800138000' },
    { field: mobile, cell: '0044 20 7946 0958', expected: '+442079460958' },
    { field: mobile, cell: '0351 / 123 45-67', expected: '0351 / 123 45-67' },
    { field: annualRevenue, cell: '￥12，000.00', expected: money(1_200_000, 'CNY') },
    {
      field: annualRevenue,
      cell: '1.2万',
      expected: money(1_200_000, 'CNY'),
      conventions: chinese,
    },
    { field: annualRevenue, cell: '8000元', expected: money(800_000, 'CNY') },
    { field: annualRevenue, cell: '－500', expected: money(-50_000, 'USD') },
    { field: annualRevenue, cell: '(1,234.50)', expected: money(-123_450, 'USD') },
    { field: annualRevenue, cell: '8.48E10', expected: money(8_480_000_000_000, 'USD') },
    {
      field: annualRevenue,
      cell: '1.234.567,89 €',
      expected: money(123_456_789, 'EUR'),
      conventions: european,
    },
    { field: annualRevenue, cell: 'JPY 1,200', expected: money(1_200, 'JPY') },
    { field: employees, cell: "1'200", expected: 1_200 },
    { field: website, cell: 'www.example.com', expected: 'https://www.example.com' },
    { field: day, cell: '2024年3月5日', expected: '2024-03-05' },
    { field: day, cell: '2024/3/5', expected: '2024-03-05' },
    { field: day, cell: '45356', expected: '2024-03-05' },
    { field: day, cell: '31.12.1999', expected: '1999-12-31' },
    { field: day, cell: '12/31/1999', expected: '1999-12-31' },
    { field: day, cell: '5/3/2024', expected: '2024-03-05', conventions: european },
    {
      field: nextContactAt,
      cell: '2024-03-05 14:30',
      expected: '2024-03-05T06:30:00.000Z',
      conventions: chinese,
    },
    {
      field: nextContactAt,
      cell: '3/31/2024 2:05 PM',
      expected: '2024-03-31T14:05:00.000Z',
    },
    {
      field: nextContactAt,
      cell: '2006-04-15T03:23:15.000Z',
      expected: '2006-04-15T03:23:15.000Z',
    },
    { field: source, cell: '展会', expected: 'event' },
    { field: source, cell: 'COLD CALL', expected: 'cold-call' },
    {
      field: tags,
      cell: '* myContacts ::: VIP；老客户',
      expected: ['myContacts', 'VIP', '老客户'],
    },
    { field: flag, cell: '是', expected: true },
    { field: flag, cell: 'FALSE', expected: false },
  ])('$cell → $expected', ({ field, cell, expected, conventions = plain }) => {
    expect(cleanCell(cell, field, conventions)).toEqual({ kind: 'value', value: expected });
  });

  it.each<Case>([
    { field: email, cell: ' ', expected: 'empty' },
    { field: email, cell: '无', expected: 'empty' },
    { field: mobile, cell: 'N/A', expected: 'empty' },
    { field: email, cell: 'nobody at example', expected: 'fault' },
    { field: mobile, cell: '1.39E+10', expected: 'unclear' },
    { field: mobile, cell: 'ask reception', expected: 'unclear' },
    { field: annualRevenue, cell: 'about 5 million', expected: 'unclear' },
    { field: employees, cell: '100-200人', expected: 'unclear' },
    { field: day, cell: '5/3/2024', expected: 'unclear' },
    { field: day, cell: '2024-02-30', expected: 'unclear' },
    { field: nextContactAt, cell: '2024-03-05 25:00', expected: 'unclear' },
    { field: source, cell: '电话来访', expected: 'unclear' },
    { field: website, cell: 'see below', expected: 'unclear' },
  ])('$cell is $expected', ({ field, cell, expected }) => {
    expect(cleanCell(cell, field, plain).kind).toBe(expected);
  });

  it.each([
    {
      field: email,
      cell: 'a@example.com，b@example.com',
      value: 'a@example.com',
      rest: 'b@example.com',
    },
    {
      field: mobile,
      cell: '13700137000;13600136000',
      value: '+8613700137000',
      rest: '13600136000',
    },
  ])(
    'keeps the first of several in $cell and gives the rest back',
    ({ field, cell, value, rest }) => {
      expect(cleanCell(cell, field, chinese)).toEqual({ kind: 'value', value, rest });
    },
  );

  it('never throws and gives only what the field can hold, whatever the cell', () => {
    const fields: Field[] = [...Object.values(contact.fields), ...Object.values(company.fields)];
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789.,-/:年月日 @￥万E+()') }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), cell, (field, text) => {
        const cleaned = cleanCell(text, field, chinese);
        if (cleaned.kind !== 'value' || typeof cleaned.value !== 'string') return;
        expect(cleanCell(cleaned.value, field, chinese).kind).not.toBe('fault');
      }),
      { numRuns: 1_000 },
    );
  });
});
