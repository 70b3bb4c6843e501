import type { ItemKey } from '#shared/data/batch-get';
import type { MatchKey } from '#shared/duplicates/match-keys';
import type { MatchedObject } from '#shared/duplicates/match-rules';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { StoredRecord } from '#shared/records/record';
import type { RecordRef } from '#shared/search/shared-postings';

/** An item of the index that stands for a record: one of its postings. */
export interface HeldPosting extends ItemKey {
  readonly ref: RecordRef;
  /** Whether it is there for a share. */
  readonly isShared: boolean;
}

/** A record under a match key. */
export interface HeldMatch {
  readonly key: MatchKey;
  readonly object: MatchedObject;
  readonly id: string;
}

/** What one item of the index stands for. */
export type HeldEntry =
  | { readonly kind: 'posting'; readonly posting: HeldPosting }
  | { readonly kind: 'match'; readonly match: HeldMatch };

/** Some of what is walked through, and where to go on; no position at the end. */
export interface WalkedPage<T> {
  readonly entries: readonly T[];
  readonly next: string | undefined;
}

/** Everything there is, page by page, in an order of the store's own. */
export interface IndexWalk {
  /** Live records of one shard of an object; what was written a moment ago may be missing or old. */
  records(
    object: ObjectDefinition,
    shard: number,
    after: string | undefined,
  ): Promise<WalkedPage<StoredRecord>>;
  /** Postings and match keys of one segment of the index. */
  index(segment: number, after: string | undefined): Promise<WalkedPage<HeldEntry>>;
}
