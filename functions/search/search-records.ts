import type { Principal } from '#shared/auth/principal';
import { displayName } from '#shared/objects/display-name';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { type Policy, policyFor } from '#shared/permissions/policy';
import { factsOf, viewOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { BulkRecordStore } from '#shared/records/record-store';
import type { SearchIndex } from '#shared/search/posting';
import { shownName } from '#shared/search/searched-fields';
import { type Candidate, searchObject } from './search-object.ts';
import { readQuery } from './search-query.ts';

export interface SearchDependencies {
  readonly index: SearchIndex;
  readonly records: Pick<BulkRecordStore, 'getMany'>;
}

export interface SearchInput {
  readonly typed: string;
  /** All objects if left out. */
  readonly objects: readonly ObjectName[] | undefined;
  readonly limit: number;
}

/**
 * Finds records in which every word occurs. Scope is applied by the index, before anything is
 * counted; the records themselves are then read, so that what is shown is what the caller may see now.
 */
export async function searchRecords(
  { index, records }: SearchDependencies,
  principal: Principal,
  { typed, objects: wanted, limit }: SearchInput,
) {
  const policy = policyFor(principal);
  const query = readQuery(typed);
  const searched = Object.values(objects).filter(
    ({ name }) => policy.can('read', name) && (wanted?.includes(name) ?? true),
  );
  const matches = await Promise.all(
    searched.map((object) => searchObject(index, policy, principal, object, query)),
  );
  const best = matches
    .flatMap(({ candidates }) => candidates)
    .sort((a, b) => b.score - a.score || (a.recordId < b.recordId ? 1 : -1))
    .slice(0, limit);
  const current = await readCurrent(records, best);
  return {
    items: best.flatMap((candidate) => shown(policy, candidate, current.get(keyOf(candidate)))),
    counts: searched.flatMap(({ name }, at) => {
      const { candidates = [], isExact = true } = matches[at] ?? {};
      return candidates.length === 0 ? [] : [{ object: name, count: candidates.length, isExact }];
    }),
  };
}

const keyOf = ({ object, recordId }: Candidate) => `${object.name}#${recordId}`;

async function readCurrent(
  records: SearchDependencies['records'],
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const names = [...new Set(candidates.map(({ object }) => object.name))];
  const parts = await Promise.all(
    names.map(async (name) => {
      const ids = candidates.flatMap((each) => (each.object.name === name ? [each.recordId] : []));
      const found = await records.getMany(objects[name], ids);
      return found.map((record) => [`${name}#${record.id}`, record] as const);
    }),
  );
  return new Map(parts.flat());
}

/** Nothing for a record that is gone, or no longer the caller's to see, since the index was written. */
function shown(policy: Policy, { object, field }: Candidate, record: StoredRecord | undefined) {
  if (!record || !policy.can('read', object.name, factsOf(record))) return [];
  const view: Readonly<Record<string, unknown>> = viewOf(policy, object, record);
  const name = displayName(object, record.values);
  const value = field === shownName ? name : view[field];
  if (typeof value !== 'string') return [];
  return [{ object: object.name, id: record.id, displayName: name, matched: { field, value } }];
}
