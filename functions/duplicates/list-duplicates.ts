import type { Principal } from '#shared/auth/principal';
import { openCursor, sealCursor } from '#shared/data/cursor';
import type { DuplicateGroup } from '#shared/duplicates/match-index';
import type { Confidence, MatchedObject, MatchKind } from '#shared/duplicates/match-rules';
import { DomainError } from '#shared/errors/domain-error';
import { displayName } from '#shared/objects/display-name';
import { objects } from '#shared/objects/objects';
import { policyFor } from '#shared/permissions/policy';
import { factsOf, visibleValues } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RoleScope } from '#shared/search/posting';
import { scopesFor } from '#shared/search/scopes-for';
import { surest } from './check-duplicates.ts';
import { type Pair, pairsOf, pairText } from './decision-store.ts';
import type { DuplicateDependencies } from './duplicate-dependencies.ts';
import { isOpen } from './open-rules.ts';

export interface ListDuplicatesInput {
  readonly object: MatchedObject;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface DuplicateView {
  readonly object: MatchedObject;
  readonly by: MatchKind;
  readonly confidence: Confidence;
  readonly records: {
    readonly id: string;
    readonly version: number;
    readonly displayName: string;
  }[];
}

/** A merge takes ten records. */
const mostShown = 10;
/** Looks at the list in one request: what was decided already must not make it read without end. */
const mostLooks = 8;

/**
 * One page of the records that may be the same, the newest first: those in the caller's own scope, with
 * what else the caller may see by a share, and without pairs that are known to differ. A page may be short and have a place to go on from all the
 * same. Throws `request.forbidden`, `request.cursor_invalid`.
 */
export async function listDuplicates(
  dependencies: DuplicateDependencies,
  principal: Principal,
  { object, limit, cursor }: ListDuplicatesInput,
): Promise<{ readonly items: DuplicateView[]; readonly nextCursor: string | undefined }> {
  const policy = policyFor(principal);
  const scopes = scopesFor(policy, principal, object);
  if (scopes.length === 0) throw new DomainError('request.forbidden');
  const purpose = JSON.stringify([principal.userId, 'duplicates', object, scopes]);
  const start = await openCursor(dependencies.cursorSecret, purpose, cursor);
  let [place = 0, after] = start === undefined ? [] : placeIn(start);

  const items: DuplicateView[] = [];
  for (let looks = 0; looks < mostLooks && items.length < limit; looks += 1) {
    const scope = scopes[place];
    if (!scope) break;
    const rest = { limit: limit - items.length, after };
    const page = await dependencies.matches.listGroups(object, scope, rest);
    const listed = { object, groups: page.groups, earlier: scopes.slice(0, place) };
    items.push(...(await shownGroups(dependencies, principal, listed)));
    after = page.next;
    if (after === undefined) place += 1;
  }
  const next = place < scopes.length ? `${place} ${after ?? ''}` : undefined;
  return { items, nextCursor: await sealCursor(dependencies.cursorSecret, purpose, next) };
}

function placeIn(position: string): [number, string | undefined] {
  const [place = '', after = ''] = position.split(' ');
  return [Number(place), after === '' ? undefined : after];
}

interface ListedGroups {
  readonly object: MatchedObject;
  readonly groups: readonly DuplicateGroup[];
  /** The scopes of the caller that were listed before this one. */
  readonly earlier: readonly RoleScope[];
}

function isIn(scope: RoleScope, record: StoredRecord): boolean {
  const { ownerId, teamId } = factsOf(record);
  switch (scope.by) {
    case 'all':
      return true;
    case 'owner':
      return ownerId === scope.ownerId;
    case 'team':
      return teamId === scope.teamId;
  }
}

async function shownGroups(
  { records, decisions, shares, definitions }: DuplicateDependencies,
  principal: Principal,
  { object, groups, earlier }: ListedGroups,
): Promise<DuplicateView[]> {
  const policy = policyFor(principal);
  const definition = definitions.current(object);
  const told = groups.filter(({ by }) => isOpen(policy, definition, by));
  const ids = [...new Set(told.flatMap((group) => group.ids))];
  const current = await records.getMany(objects[object], ids);
  const beyond = current.filter((record) => !policy.can('read', object, factsOf(record)));
  const levels = await shares.among(
    object,
    beyond.map(({ id }) => id),
    principal,
  );
  const visible = new Map(
    current
      .filter((record) => policy.can('read', object, factsOf(record, levels.get(record.id))))
      .map((record) => [record.id, record]),
  );
  const seen = told.flatMap(({ by, ids: all }) => {
    const mine = all.flatMap((id) => visible.get(id) ?? []);
    // A group that an earlier scope holds a record of was listed there.
    const isListed = mine.some((record) => earlier.some((scope) => isIn(scope, record)));
    return isListed ? [] : [{ by, records: mine.slice(-mostShown) }];
  });
  const pairs = seen.flatMap((group) => pairsOf(group.records.map(({ id }) => id)));
  const distinct = await decisions.distinct(object, pairs);
  return seen.flatMap(({ by, records: all }) => {
    const left = stillOpen(all, distinct);
    if (left.length < 2) return [];
    const shown = left.map((record) => ({
      id: record.id,
      version: record.version,
      displayName: displayName(
        objects[object],
        visibleValues(
          policy,
          objects[object],
          record.values,
          factsOf(record, levels.get(record.id)),
        ),
      ),
    }));
    return [{ object, by, confidence: surest(definition, [by]), records: shown }];
  });
}

/** The records that may still be the same as another of them. */
function stillOpen(records: readonly StoredRecord[], distinct: ReadonlySet<string>) {
  const open = pairsOf(records.map(({ id }) => id)).filter(
    (pair: Pair) => !distinct.has(pairText(pair)),
  );
  const named = new Set(open.flatMap(({ first, second }) => [first, second]));
  return records.filter(({ id }) => named.has(id));
}
