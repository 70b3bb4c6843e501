import { isDeepStrictEqual } from 'node:util';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { frozenFields } from '#shared/objects/rules/frozen-fields';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';
import type { RowContext } from './row-context.ts';

/** What a row may change in a record that is there, and what is to be said of the rest. */
export type OpenValues =
  | { readonly kind: 'values'; readonly values: RecordValues; readonly warnings: Problem[] }
  | { readonly kind: 'refused'; readonly reason: Problem };

/**
 * Takes out what the product sets itself once a record is there, such as its state, which has ways of its
 * own. A row that would change what the state has frozen is refused, as it is by hand, and one of a
 * program that would change either.
 */
export function openValues(
  { object, headerOf, isStrict }: Pick<RowContext, 'object' | 'headerOf' | 'isStrict'>,
  before: RecordValues,
  wanted: RecordValues,
): OpenValues {
  const changed = (name: string) => !isDeepStrictEqual(before[name], wanted[name]);
  const isFrozen = frozenFields(object, before).find((name) => name in wanted && changed(name));
  if (isFrozen !== undefined)
    return { kind: 'refused', reason: problemOf('row.frozen', { field: headerOf(isFrozen) }) };
  const isOwn = (name: string) => isManaged(object, name);
  const values = Object.entries(wanted).filter(([name]) => !isOwn(name));
  const left = Object.keys(wanted).filter((name) => isOwn(name) && changed(name));
  const warnings = left.map((name) =>
    problemOf('cell.kept-by-product', { header: headerOf(name) }),
  );
  const [first] = warnings;
  if (isStrict && first) return { kind: 'refused', reason: first };
  return { kind: 'values', values: Object.fromEntries(values), warnings };
}

function isManaged({ fields }: ObjectDefinition, name: string): boolean {
  return fields[name]?.managed !== undefined;
}
