import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { TableRow } from '#shared/tabular/csv-records';
import type { Mapping } from './mapping.ts';

/** What values show by themselves. A bare number may be anything, so a phone needs more than digits. */
export const looks: readonly { readonly kind: 'email' | 'url' | 'phone'; readonly form: RegExp }[] =
  [
    { kind: 'email', form: /^[^\s@,;]+@[^\s@,;]+\.[a-z]{2,}$/i },
    { kind: 'url', form: /^(?:https?:\/\/|www\.)\S+\.\S+$/i },
    { kind: 'phone', form: /^(?:\+\d[\d\s().-]{6,18}|1[3-9]\d{9}|\(\d{2,4}\)[\d\s.-]{5,12})$/ },
  ];

const enough = 3;
const share = 0.8;

/**
 * Proposes fields for columns whose header says nothing but whose values do: most of them are e-mail
 * addresses, web addresses or phone numbers, and no other column has taken the field.
 */
export function withLookOfValues(
  mapping: Mapping,
  object: ObjectDefinition,
  sample: readonly TableRow[],
): Mapping {
  const taken = new Set(
    mapping.columns.flatMap(({ use }) => (use.kind === 'field' ? [use.field] : [])),
  );
  const columns = mapping.columns.map((column) => {
    if (column.use.kind === 'field' || column.confidence > 0) return column;
    const values = sample
      .map(({ cells }) => (cells[column.column - 1] ?? '').trim())
      .filter((value) => value !== '');
    if (values.length < enough) return column;
    const look = looks.find(
      ({ form }) => values.filter((value) => form.test(value)).length >= values.length * share,
    );
    const field =
      look && fieldsOf(object).find(({ kind, name }) => kind === look.kind && !taken.has(name));
    if (!field) return column;
    taken.add(field.name);
    return { ...column, use: { kind: 'field' as const, field: field.name }, confidence: 0.6 };
  });
  return { ...mapping, columns };
}

/** 0 to 1: how much of the filled columns is understood. */
export function confidenceOf(mapping: Mapping): number {
  const said = mapping.columns.filter(({ use }) => use.kind !== 'ignored');
  if (said.length === 0) return 0;
  return said.reduce((sum, { confidence }) => sum + confidence, 0) / said.length;
}
