import type { FieldFault } from '#shared/errors/codes';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Policy } from '#shared/permissions/policy';
import { describeRoutes } from './object-routes.ts';

/** Filters and order of a list, kept for later. */
export interface ListAsked {
  readonly filters: Readonly<Record<string, string>>;
  readonly sort?: string | undefined;
}

/** What the object's list would refuse of filters and order, now, from whoever the policy is for. */
export function faultsOfList(
  policy: Policy,
  object: ObjectDefinition,
  { filters, sort }: ListAsked,
): FieldFault[] {
  const { query } = describeRoutes(object).list;
  const asked = query.safeParse({ ...filters, ...(sort === undefined ? {} : { sort }) });
  const unknown = (asked.error?.issues ?? []).map(({ path, message, ...issue }) => ({
    field: 'keys' in issue ? `filters.${issue.keys.join()}` : path.join('.'),
    message,
  }));
  const hidden = Object.keys(filters).filter(
    (field) => field in object.fields && !policy.canCompare(object.name, field),
  );
  return [
    ...unknown,
    ...hidden.map((field) => ({
      field: `filters.${field}`,
      message: 'Your role may not filter by this field.',
    })),
  ];
}
