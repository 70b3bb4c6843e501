import type { ObjectName } from '#shared/objects/names';

/** A tag that is, or was, on a record of the object, in the spelling that came first. */
export interface KnownTag {
  readonly object: ObjectName;
  readonly field: string;
  readonly tag: string;
}

/** The tags in use. Only their names: counting them would cost a write for every tag of every record. */
export interface TagCatalogue {
  /** Adds those that are not known yet, or not named within the hour: one read for all, a write for each of these. */
  add(tags: readonly KnownTag[]): Promise<void>;
  /** Tags whose folded name starts with this, in alphabetical order. */
  list(object: ObjectName, field: string, start: string, limit: number): Promise<readonly string[]>;
  /** Forgets the tags of a field that nobody has named since an hour before this time. */
  forgetUnused(place: Pick<KnownTag, 'object' | 'field'>, since: string): Promise<void>;
  /** Forgets a tag that no record has any more. */
  remove(tag: KnownTag): Promise<void>;
}
