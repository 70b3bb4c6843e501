import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import { objects } from '#shared/objects/objects';
import type { Policy } from '#shared/permissions/policy';
import { describeRoutes } from '../records/object-routes.ts';
import type { SavedView } from './saved-view.ts';

/**
 * Throws `request.invalid` for a filter, an order or a column that the object's list does not have, or
 * that the caller's role may not see: a view must open for whoever saved it.
 */
export function checkView(
  policy: Policy,
  {
    object: name,
    filters,
    sort,
    columns,
  }: Pick<SavedView, 'object' | 'filters' | 'sort' | 'columns'>,
): void {
  const object = objects[name];
  const { query } = describeRoutes(object).list;
  const asked = query.safeParse({ ...filters, ...(sort === undefined ? {} : { sort }) });
  const faults: FieldFault[] = (asked.error?.issues ?? []).map(({ path, message, ...issue }) => ({
    field: 'keys' in issue ? `filters.${issue.keys.join()}` : path.join('.'),
    message,
  }));
  for (const field of Object.keys(filters))
    if (field in object.fields && !policy.canCompare(name, field))
      faults.push({
        field: `filters.${field}`,
        message: 'Your role may not filter by this field.',
      });
  for (const field of columns)
    if (!policy.canField('read', name, field))
      faults.push({ field: `columns.${field}`, message: 'There is no such field to show.' });
  if (!policy.can('read', name))
    faults.push({ field: 'object', message: 'Your role may not read these records.' });
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
}
