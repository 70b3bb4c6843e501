import type { Principal } from '#shared/auth/principal';
import type { Clock } from '#shared/domain/clock';
import type { Definitions } from '#shared/objects/definitions';
import { displayName } from '#shared/objects/display-name';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { type Policy, policyFor, type ShareLevel } from '#shared/permissions/policy';
import { factsOf, viewOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { BulkRecordStore } from '#shared/records/record-store';
import type { SearchIndex } from '#shared/search/posting';
import { shownName } from '#shared/search/searched-fields';
import type { SharesOfCaller } from '#shared/sharing/share-store';
import { type Candidate, searchObject } from './search-object.ts';
import { readQuery } from './search-query.ts';

export interface SearchDependencies {
  readonly index: SearchIndex;
  readonly records: Pick<BulkRecordStore, 'getMany'>;
  readonly shares: Pick<SharesOfCaller, 'among'>;
  readonly clock: Clock;
  readonly definitions: Definitions;
}

export interface SearchInput {
  readonly typed: string;
  /** All objects if left out. */
  readonly objects: readonly ObjectName[] | undefined;
  readonly limit: number;
}

/**
 * Finds records in which every word occurs. Scope is applied by the index, before anything is
 * counted; the records themselves are then read as lists read them, so that what is shown is what the
 * caller may see, however far the index is behind.
 */
export async function searchRecords(
  dependencies: SearchDependencies,
  principal: Principal,
  { typed, objects: wanted, limit }: SearchInput,
) {
  const { index, definitions, clock } = dependencies;
  const policy = policyFor(principal);
  const query = readQuery(typed);
  const now = clock.now().toISOString();
  const searched = objectNames
    .filter((name) => policy.can('read', name) && (wanted?.includes(name) ?? true))
    .map((name) => definitions.current(name));
  const matches = await Promise.all(
    searched.map((object) => searchObject(index, policy, principal, object, query, now)),
  );
  const best = matches
    .flatMap(({ candidates }) => candidates)
    .sort((a, b) => b.score - a.score || (a.recordId < b.recordId ? 1 : -1))
    .slice(0, limit);
  const current = await readCurrent(dependencies, principal, best);
  return {
    items: best.flatMap((candidate) => shown(policy, candidate, current.get(keyOf(candidate)))),
    counts: searched.flatMap(({ name }, at) => {
      const { candidates = [], isExact = true } = matches[at] ?? {};
      return candidates.length === 0 ? [] : [{ object: name, count: candidates.length, isExact }];
    }),
  };
}

const keyOf = ({ object, recordId }: Candidate) => `${object.name}#${recordId}`;

interface Current {
  readonly record: StoredRecord;
  readonly level: ShareLevel | undefined;
}

async function readCurrent(
  { records, shares }: SearchDependencies,
  principal: Principal,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, Current>> {
  const asked = new Set(candidates.map(({ object }) => object));
  const parts = await Promise.all(
    [...asked].map(async (object) => {
      const named = candidates.filter((each) => each.object === object);
      const shared = named.filter(({ isShared }) => isShared).map(({ recordId }) => recordId);
      const [found, levels] = await Promise.all([
        records.getMany(
          object,
          named.map(({ recordId }) => recordId),
          'a moment ago',
        ),
        shares.among(object.name, shared, principal),
      ]);
      return found.map(
        (record) =>
          [`${object.name}#${record.id}`, { record, level: levels.get(record.id) }] as const,
      );
    }),
  );
  return new Map(parts.flat());
}

/** Nothing for a record that is gone, or no longer the caller's to see, since the index was written. */
function shown(policy: Policy, { object, field }: Candidate, current: Current | undefined) {
  if (!current) return [];
  const { record, level } = current;
  if (!policy.can('read', object.name, factsOf(record, level))) return [];
  const view: Readonly<Record<string, unknown>> = viewOf(policy, object, record, level);
  const name = displayName(object, record.values);
  const value = field === shownName ? name : view[field];
  if (typeof value !== 'string') return [];
  return [{ object: object.name, id: record.id, displayName: name, matched: { field, value } }];
}
