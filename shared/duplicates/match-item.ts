import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { RoleScope } from '#shared/search/posting';
import { scopeName } from '#shared/search/posting-item';
import type { DuplicateGroup, MatchMember } from './match-index.ts';
import { type MatchKey, matchKeyText } from './match-keys.ts';
import { type MatchedObject, matchedObjects, matchKindOf } from './match-rules.ts';

/**
 * More would not be told apart by people either; it bounds every item, list and transaction: twenty records
 * of as many owners and teams are 42 entries that may all be replaced in one of a hundred actions.
 */
export const mostMembers = 20;

const Member = z.object({
  object: z.enum(matchedObjects),
  id: z.string(),
  ownerId: z.string().optional(),
  teamId: z.string().optional(),
  isDeleted: z.boolean(),
});

const MatchItem = z.object({
  pk: z.string(),
  version: z.int(),
  members: z.array(Member),
});

const GroupItem = z.object({ sk: z.string(), by: z.string(), ids: z.array(z.string()) });

/** All members of one key, in one item; `version` rises with every write. */
export interface Matches {
  readonly version: number;
  readonly members: readonly MatchMember[];
}

/** Partition keys of match keys start with it; the key's text follows. */
export const matchPrefix = 'match#';

export function matchKeyOf(key: MatchKey): ItemKey {
  return { pk: `${matchPrefix}${matchKeyText(key)}`, sk: 'members' };
}

export function toMatchItem(key: MatchKey, { version, members }: Matches) {
  return { ...matchKeyOf(key), version, members };
}

export function fromMatchItem(item: unknown): Matches & { readonly keyText: string } {
  const { pk, version, members } = MatchItem.parse(item);
  return {
    keyText: pk.slice(matchPrefix.length),
    version,
    members: members.map(({ ownerId, teamId, ...rest }) => ({ ...rest, ownerId, teamId })),
  };
}

export function groupPartition(object: MatchedObject, scope: RoleScope): string {
  return `duplicates#${object}#${scopeName(scope)}`;
}

function scopesOf(members: readonly MatchMember[]): RoleScope[] {
  const owners = new Set(members.flatMap(({ ownerId }) => ownerId ?? []));
  const teams = new Set(members.flatMap(({ teamId }) => teamId ?? []));
  return [
    { by: 'all' },
    ...[...owners].map((ownerId) => ({ by: 'owner', ownerId }) as const),
    ...[...teams].map((teamId) => ({ by: 'team', teamId }) as const),
  ];
}

/**
 * The worklist entries of a key: where two records of an object meet, one for each scope that holds one of
 * them, since whoever works in it may see the other one by a share or in another scope of theirs.
 */
export function groupItems(
  key: MatchKey,
  members: readonly MatchMember[],
): Map<string, Record<string, unknown> & ItemKey> {
  const items = new Map<string, Record<string, unknown> & ItemKey>();
  for (const object of matchedObjects) {
    const live = members.filter((each) => each.object === object && !each.isDeleted);
    if (live.length < 2) continue;
    const ids = live.map(({ id }) => id).sort();
    for (const scope of scopesOf(live)) {
      const pk = groupPartition(object, scope);
      const sk = `${ids.at(-1)}#${matchKeyText(key)}`;
      items.set(`${pk}\n${sk}`, { pk, sk, by: key.by, ids });
    }
  }
  return items;
}

/** The group of an item; nothing for one by a rule that there is no more. */
export function fromGroupItem(item: unknown): DuplicateGroup | undefined {
  const { sk, by: name, ids } = GroupItem.parse(item);
  const by = matchKindOf(name);
  return by && { position: sk, by, ids };
}
