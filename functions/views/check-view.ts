import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import type { Definitions } from '#shared/objects/definitions';
import type { Policy } from '#shared/permissions/policy';
import { seenBy } from '#shared/permissions/seen-by';
import type { SavedView } from '#shared/views/saved-view';
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
    if (!Object.hasOwn(object.fields, field) || !policy.canField('read', name, field))
      faults.push({ field: `columns.${field}`, message: 'There is no such field to show.' });
  if (!policy.can('read', name))
    faults.push({ field: 'object', message: 'Your role may not read these records.' });
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
}
