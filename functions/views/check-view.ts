import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import type { Policy } from '#shared/permissions/policy';
import { seenBy } from '#shared/permissions/seen-by';
import type { SavedView, StoredView } from '#shared/views/saved-view';
import { faultsOfList } from '../records/list-faults.ts';

/**
 * Throws `request.invalid` for a filter, an order or a column that the object's list does not have, or
 * that the caller's role may not see: a view must open for whoever saved it.
 */
export function checkView(
  policy: Policy,
  definitions: Definitions,
  { object: name, columns, ...list }: Pick<SavedView, 'object' | 'filters' | 'sort' | 'columns'>,
): void {
  const object = seenBy(policy, definitions.current(name));
  const faults: FieldFault[] = faultsOfList(policy, object, list);
  for (const field of columns)
    if (!isShown(policy, object, field))
      faults.push({ field: `columns.${field}`, message: 'There is no such field to show.' });
  if (!policy.can('read', name))
    faults.push({ field: 'object', message: 'Your role may not read these records.' });
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
}

/**
 * Whether the view shows the caller the rows that its owner meant: one that filters or sorts by what is
 * hidden from them, or gone, is not to be told of (AZ-07, AZ-09), and without it would show other rows.
 */
export function opensFor(
  policy: Policy,
  definitions: Definitions,
  { object: name, filters, sort }: Pick<SavedView, 'object' | 'filters' | 'sort'>,
): boolean {
  const object = seenBy(policy, definitions.current(name));
  return policy.can('read', name) && faultsOfList(policy, object, { filters, sort }).length === 0;
}

/** The view with those of its columns that the caller may see: its rows are the same. */
export function shownTo(policy: Policy, definitions: Definitions, view: StoredView): StoredView {
  const object = definitions.current(view.object);
  return { ...view, columns: view.columns.filter((field) => isShown(policy, object, field)) };
}

function isShown(policy: Policy, { name, fields }: ObjectDefinition, field: string): boolean {
  return Object.hasOwn(fields, field) && policy.canField('read', name, field);
}
