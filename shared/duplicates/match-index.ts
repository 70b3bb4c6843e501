import type { RoleScope } from '#shared/search/posting';
import type { MatchKey } from './match-keys.ts';
import type { MatchedObject, MatchKind } from './match-rules.ts';

/** A record under a match key, with what scope looks at. */
export interface MatchMember {
  readonly object: MatchedObject;
  readonly id: string;
  readonly ownerId: string | undefined;
  readonly teamId: string | undefined;
  /** Whether it lies in the bin: no duplicate then, but still somebody's data. */
  readonly isDeleted: boolean;
}

/** Records of one object that have something alike; one of them at least belongs to the list's scope. */
export interface DuplicateGroup {
  /** Names the group within its list. */
  readonly position: string;
  readonly by: MatchKind;
  readonly ids: readonly string[];
}

export interface GroupPage {
  readonly groups: readonly DuplicateGroup[];
  /** Where the next page starts; absent at the end. */
  readonly next: string | undefined;
}

/** Who has what alike, read; a moment behind the records. */
export interface MatchIndex {
  /** The members of each key, by `matchKeyText`; 20 of a key at most. */
  find(keys: readonly MatchKey[]): Promise<ReadonlyMap<string, readonly MatchMember[]>>;
  /** Groups of two records and more, of which the scope holds one, that of the newest record first. */
  listGroups(
    object: MatchedObject,
    scope: RoleScope,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<GroupPage>;
}

/** What a record's write means for one key: the member to be there then, or none. */
export interface MatchChange {
  readonly key: MatchKey;
  readonly object: MatchedObject;
  readonly id: string;
  readonly member: MatchMember | undefined;
}

/** Who has what alike, written. */
export interface MatchWriter {
  /** Doing it again changes nothing. Throws `service.unavailable` where others keep writing. */
  apply(changes: readonly MatchChange[]): Promise<void>;
}
