import type { FieldFault } from '#shared/errors/codes';
import { isCustomKey } from '#shared/objects/custom-field';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { filterSchema, isFilterable } from '#shared/objects/filters';
import { objects } from '#shared/objects/objects';
import type { Policy } from '#shared/permissions/policy';
import { isOpenSort } from './list-scope.ts';
import { describeRoutes } from './object-routes.ts';

/** Filters and order of a list, kept for later. */
export interface ListAsked {
  readonly filters: Readonly<Record<string, string>>;
  readonly sort?: string | undefined;
}

/**
 * What is wrong with filters by fields that administrators added. One that is hidden from the role is
 * told like one that there is not.
 */
export function customFilterFaults(
  policy: Policy,
  object: ObjectDefinition,
  filters: ListAsked['filters'],
): FieldFault[] {
  return Object.entries(filters).flatMap(([name, wanted]) => {
    if (!isCustomKey(name)) return [];
    const field = object.fields[name];
    if (!field || !isFilterable(field) || !policy.canCompare(object.name, name))
      return [{ field: name, message: 'There is no such filter.' }];
    const { error } = filterSchema(field).safeParse(wanted);
    return (error?.issues ?? []).map(({ message }) => ({ field: name, message }));
  });
}

/** What the object's list would refuse of filters and order, now, from whoever the policy is for. */
export function faultsOfList(
  policy: Policy,
  object: ObjectDefinition,
  { filters, sort }: ListAsked,
): FieldFault[] {
  const { query } = describeRoutes(objects[object.name]).list;
  const asked = query.safeParse({ ...filters, ...(sort === undefined ? {} : { sort }) });
  const unknown = (asked.error?.issues ?? []).map(({ path, message, ...issue }) => ({
    field: 'keys' in issue ? `filters.${issue.keys.join()}` : path.join('.'),
    message,
  }));
  const hidden = Object.keys(filters).filter(
    (field) =>
      !isCustomKey(field) && field in object.fields && !policy.canCompare(object.name, field),
  );
  const custom = customFilterFaults(policy, object, filters);
  return [
    ...unknown,
    ...custom.map(({ field, message }) => ({ field: `filters.${field}`, message })),
    ...hidden.map((field) => ({
      field: `filters.${field}`,
      message: 'Your role may not filter by this field.',
    })),
    ...(sort === undefined || isOpenSort(policy, object, sort.replace('-', ''))
      ? []
      : [{ field: 'sort', message: 'Your role may not sort by this.' }]),
  ];
}
