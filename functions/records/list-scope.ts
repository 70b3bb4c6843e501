import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ListSort, ObjectDefinition } from '#shared/objects/define-object';
import type { Policy } from '#shared/permissions/policy';
import type { ListRange } from '#shared/records/list-range';

/** The fields of a list's question, by value; each narrows it. */
export type Filters = Readonly<Record<string, string>>;

/**
 * The narrowest ranges that hold every record which matches the filters and which the caller may read;
 * none if there can be no such record.
 */
export function rangesFor(
  policy: Policy,
  principal: Pick<Principal, 'userId' | 'teamId'>,
  object: ObjectDefinition,
  filters: Filters,
): ListRange[] {
  const scope = policy.scope('read', object.name);
  const { userId, teamId } = principal;
  const parent = object.parentFields?.find((field) => filters[field] !== undefined);
  const parentId = parent === undefined ? undefined : filters[parent];
  const stage = object.stageField === undefined ? undefined : filters[object.stageField];
  const ownerId = filters['ownerId'];
  if (!scope) return [];
  if (scope === 'own' && ownerId !== undefined && ownerId !== userId) return [];
  if (parent !== undefined && parentId !== undefined)
    return [{ by: 'parent', field: parent, parentId }];
  if (ownerId !== undefined) return [{ by: 'owner', ownerId }];
  if (scope === 'all') return [stage === undefined ? { by: 'all' } : { by: 'stage', stage }];
  const own = { by: 'owner', ownerId: userId } as const;
  return scope === 'team' && teamId !== undefined ? [own, { by: 'team', teamId }] : [own];
}

/** The order of a list: what was asked for, if these ranges are kept in it. Throws `request.invalid`. */
export function sortFor(
  policy: Policy,
  object: ObjectDefinition,
  ranges: readonly ListRange[],
  asked: string | undefined,
): { readonly sort: ListSort; readonly descending: boolean } {
  const kept = sortsOf(object, ranges).filter((sort) => isOpenSort(policy, object, sort));
  const descending = asked === undefined ? kept[0] !== 'name' : asked.startsWith('-');
  const name = asked === undefined ? kept[0] : asked.replace('-', '');
  const sort = kept.find((each) => each === name);
  if (sort) return { sort, descending };
  throw new DomainError('request.invalid', {
    fields: [{ field: 'sort', message: `This list can be sorted by ${kept.join(', ')}.` }],
  });
}

/** The orders in which these ranges are kept, the usual one first. */
function sortsOf(object: ObjectDefinition, ranges: readonly ListRange[]): readonly ListSort[] {
  if (ranges.some(({ by }) => by === 'parent')) return [object.listedUnder ?? 'updatedAt'];
  if (ranges.some(({ by }) => by !== 'all')) return ['updatedAt'];
  return ['updatedAt', ...object.sorts.filter((sort) => sort !== 'updatedAt')];
}

/** Whether the role may see what an order goes by; names are made of fields. */
export function isOpenSort(policy: Policy, object: ObjectDefinition, sort: string): boolean {
  if (sort !== 'name') return true;
  return object.nameFields.flat().every((field) => policy.canCompare(object.name, field));
}
