import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText } from '#shared/exports/cell-text';
import { columnTitle } from '#shared/exports/export-columns';
import { cleanLine } from '#shared/imports/clean/clean-text';
import { carefulOptions } from '#shared/imports/import-options';
import type { ImportPlan } from '#shared/imports/import-plan';
import { proposeMapping } from '#shared/imports/mapping/propose-mapping';
import { rowPreparation } from '#shared/imports/rows/prepare-row';
import { checkValues } from '#shared/objects/check-values';
import { company } from '#shared/objects/company';
import { type CustomField, type CustomKind, customKinds } from '#shared/objects/custom-field';
import type { FieldValue } from '#shared/objects/field';
import { described } from '#shared/objects/object-settings';
import { StoredValue } from '#shared/objects/stored-value';
import { policyFor } from '#shared/permissions/policy';
import { inertText, restoreText } from '#shared/tabular/write-csv';
import { id, person } from '../records/people.ts';

// Imports make full-width letters half-width: these are what cleaning leaves as it is.
const word = fc.stringMatching(/^[\p{L}\p{N}]{1,12}$/u).map(cleanLine);
const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const latin = fc.stringMatching(/^[a-z]{1,10}$/);
const recordId = latin.map((name) => id(name));
const codes = ['red', 'green', 'dark-blue'] as const;

/** Values that people fill a field of each kind with, as the API takes them. */
const values: Readonly<Record<CustomKind, fc.Arbitrary<FieldValue>>> = {
  text: line,
  longText: fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  email: fc.tuple(latin, latin).map(([name, host]) => `${name}@${host}.example.com`),
  phone: fc.integer({ min: 13_000_000_000, max: 18_999_999_999 }).map((each) => `+86${each}`),
  url: fc.tuple(latin, latin).map(([host, path]) => `https://${host}.example.com/${path}`),
  number: fc.oneof(
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.integer({ min: -1e6, max: 1e6 }).map((each) => each / 100),
  ),
  money: fc.record({
    amount: fc.integer({ min: -1e9, max: 1e9 }),
    currency: fc.constantFrom('CNY', 'USD', 'JPY', 'KWD'),
  }),
  date: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  dateTime: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  boolean: fc.boolean(),
  choice: fc.constantFrom(...codes),
  // Some letters stand for many: no tag is longer than sixty.
  tags: fc.uniqueArray(
    line.filter(({ length }) => length <= 60),
    { minLength: 1, maxLength: 5 },
  ),
  user: recordId,
  reference: recordId,
};

const label = fc
  .tuple(line, fc.constantFrom('', ' (cm)', '（必填）'))
  .map(([text, hint]) => `Extra ${text}${hint}`);

function fieldOf(kind: CustomKind): fc.Arbitrary<CustomField> {
  return fc
    .record({ en: label, zh: label.map((text) => `自定义${text}`), required: fc.boolean() })
    .map(({ required, ...labels }) => ({
      ...{ key: 'c_extra', kind, labels, required },
      ...{ unique: false, searchable: false, matching: false, retired: false },
      ...(kind === 'choice'
        ? {
            choices: codes.map((code, at) => ({
              code,
              labels: { en: `Colour ${at}`, zh: `颜色${at}` },
            })),
          }
        : {}),
      ...(kind === 'reference' ? { refersTo: 'contact' as const } : {}),
    }));
}

const people = person('administrator');

describe('a field that an administrator adds', () => {
  it.each(customKinds)(
    'of kind %s reads back what it was exported as, in both languages',
    (kind) => {
      const cases = fc.record({
        field: fieldOf(kind),
        value: values[kind],
        locale: fc.constantFrom('en' as const, 'zh' as const),
      });
      fc.assert(
        fc.property(cases, ({ field, value, locale }) => {
          const object = described(company, { object: 'company', version: 1, fields: [field] });
          // Created with, as the API does, and stored.
          const { values: made, faults } = checkValues(object, { c_extra: value }, 'creation');
          expect(faults).toEqual([]);
          const stored = StoredValue.parse(made['c_extra']);

          // Exported: a header and a cell of text.
          const header = columnTitle(object, 'c_extra', locale);
          const context = { locale, personName: (userId: string) => userId };
          const cell = inertText(cellText(object.fields['c_extra'], stored, context));

          // Imported from that file.
          const mapping = proposeMapping(object, [columnTitle(object, 'name', locale), header]);
          expect(mapping.columns[1]?.use).toEqual({ kind: 'field', field: 'c_extra' });
          const plan: ImportPlan = {
            ...{ importId: 'i', contentHash: 'h', mapping, language: locale, confidence: 1 },
            form: { encoding: 'utf-8', mark: true, delimiter: ',', headerRow: 1 },
            options: carefulOptions,
            conventions: { currency: 'USD', decimalComma: false, utcOffset: 'Z' },
          };
          const prepare = rowPreparation(object, plan, policyFor(people));
          const row = prepare({ row: 2, cells: ['A company', cell] });
          if (row.kind !== 'ready') throw new Error(JSON.stringify(row.reason));
          expect(row.warnings).toEqual([]);
          const named = row.lookups.find((lookup) => lookup.field === 'c_extra')?.text;
          expect(row.values['c_extra'] ?? named).toEqual(stored);
          expect(restoreText(cell)).toBe(cellText(object.fields['c_extra'], stored, context));
        }),
      );
    },
  );
});
