import { openCursor, sealCursor } from '#shared/data/cursor';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { matchesFilter } from '#shared/objects/filters';
import { foldUnique } from '#shared/objects/unique-keys';
import { type Caller, type Policy, policyFor, type ShareLevel } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import { customFilterFaults } from './list-faults.ts';
import { type Filters, rangesFor, sortFor } from './list-scope.ts';
import type { RecordDependencies } from './record-dependencies.ts';

export interface ListRecordsInput {
  readonly object: ObjectDefinition;
  readonly limit: number;
  readonly cursor: string | undefined;
  /** A sort's name, with `-` before it for the other direction. */
  readonly sort: string | undefined;
  readonly filters: Filters;
}

export interface RecordList {
  readonly records: readonly StoredRecord[];
  /** What shares let the caller do with some of them. */
  readonly levels: ReadonlyMap<string, ShareLevel>;
  readonly nextCursor: string | undefined;
}

/**
 * One page of the records the caller may read. Throws `request.invalid` for a sort or filter the list
 * does not have or the role may not use, and `request.cursor_invalid`.
 */
export async function listRecords(
  { store, shares, cursorSecret }: Pick<RecordDependencies, 'store' | 'shares' | 'cursorSecret'>,
  principal: Caller,
  input: ListRecordsInput,
): Promise<RecordList> {
  const { object, limit, filters } = input;
  const policy = policyFor(principal);
  refuseFilters(policy, object, filters);
  // Whoever reads all or nothing needs no shares; the others may read a few records more.
  const scope = policy.scope('read', object.name);
  const levels = new Map<string, ShareLevel>();
  const lookUpShared = async () => {
    if (!scope || scope === 'all') return [];
    const shared = await shares.records(object, principal);
    for (const { record, share } of shared) levels.set(record.id, share.level);
    return shared.map(({ record }) => record);
  };
  const accepts = (record: StoredRecord) =>
    policy.can('read', object.name, factsOf(record, levels.get(record.id))) &&
    matches(object, record, filters);

  const key = uniqueFilter(object, filters);
  if (key) {
    const [holders] = await Promise.all([store.findHolders(object, [key]), lookUpShared()]);
    const [holderId] = holders.values();
    const holder = holderId === undefined ? undefined : await store.get(object, holderId);
    return { records: holder && accepts(holder) ? [holder] : [], levels, nextCursor: undefined };
  }

  const ranges = rangesFor(policy, principal, object, filters);
  const { sort, descending } = sortFor(policy, object, ranges, input.sort);
  const purpose = JSON.stringify([
    principal.userId,
    object.name,
    sort,
    descending,
    filters,
    ranges,
  ]);
  const after = await openCursor(cursorSecret, purpose, input.cursor);
  const page = await store.list(object, {
    ...{ ranges, sort, descending, limit, after, accepts },
    also: lookUpShared,
  });
  return {
    levels,
    records: page.records,
    nextCursor: await sealCursor(cursorSecret, purpose, page.next),
  };
}

function refuseFilters(policy: Policy, object: ObjectDefinition, filters: Filters): void {
  const fields = customFilterFaults(policy, object, filters);
  if (fields.length > 0) throw new DomainError('request.invalid', { fields });
  const hidden = Object.keys(filters).filter((name) => !policy.canCompare(object.name, name));
  if (hidden.length === 0) return;
  throw new DomainError('request.invalid', {
    fields: hidden.map((field) => ({ field, message: 'Your role may not filter by this field.' })),
  });
}

/** The first filter that at most one record can match. */
function uniqueFilter(object: ObjectDefinition, filters: Filters) {
  for (const [name, value] of Object.entries(filters)) {
    const field = object.fields[name];
    if (field?.unique) return { field: name, value: foldUnique(field, value) };
  }
  return undefined;
}

function matches(object: ObjectDefinition, record: StoredRecord, filters: Filters): boolean {
  return Object.entries(filters).every(([name, wanted]) => {
    const field = object.fields[name];
    return field !== undefined && matchesFilter(field, record.values[name], wanted);
  });
}
