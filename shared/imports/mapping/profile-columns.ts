import type { TableRow } from '#shared/tabular/csv-records';
import { looks } from './look-of-values.ts';
import type { ColumnProfile, Mapping } from './mapping.ts';

const forms: readonly (readonly [ColumnProfile['looks'], RegExp])[] = [
  ...looks.map(({ kind, form }) => [kind, form] as const),
  ['date', /^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[ T]\d{1,2}:\d{2}.*)?$/],
  ['number', /^[-¥￥$€£]?\s*\d[\d.,\s]*%?$/],
];

/** A column looks like what so large a part of its values does. */
const share = 0.8;

/** Says of every column how much of it is filled in the file's first rows, and what its values look like. */
export function profileColumns(mapping: Mapping, sample: readonly TableRow[]): Mapping {
  return {
    ...mapping,
    columns: mapping.columns.map((column) => {
      const values = sample
        .map(({ cells }) => (cells[column.column - 1] ?? '').trim())
        .filter((value) => value !== '');
      return { ...column, profile: profileOf(values, sample.length) };
    }),
  };
}

function profileOf(values: readonly string[], rows: number): ColumnProfile {
  const look = forms.find(
    ([, form]) => values.filter((value) => form.test(value)).length >= values.length * share,
  );
  return {
    rows,
    filled: values.length,
    distinct: new Set(values).size,
    looks: values.length === 0 ? 'empty' : (look?.[0] ?? 'text'),
  };
}
