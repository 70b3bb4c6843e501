import type { ObjectName } from '#shared/objects/names';
import type { Recipient } from '#shared/sharing/share';

/** Whose records a part of the index holds, by what roles may see. */
export type RoleScope =
  | { readonly by: 'all' }
  | { readonly by: 'owner'; readonly ownerId: string }
  | { readonly by: 'team'; readonly teamId: string };

/** Besides, what was opened for a person or team beyond their scope. */
export type SearchScope = RoleScope | { readonly by: 'shared'; readonly recipient: Recipient };

/** A record under one of its terms. */
export interface Posting {
  readonly recordId: string;
  /** The field that the term comes from. */
  readonly field: string;
  readonly term: string;
  /** The texts of all searched fields, so that other words are checked without reading the record. */
  readonly texts: Readonly<Record<string, string>>;
  /** UTC, ISO-8601: from then on the share that it rests on counts for nothing. */
  readonly until?: string | undefined;
}

/** What a look-up gives: the postings that begin with a text, and whether these are all. */
export interface Postings {
  readonly postings: readonly Posting[];
  readonly isComplete: boolean;
}

/** The inverted index, read. */
export interface SearchIndex {
  /** The first postings under terms that begin with `prefix` (one character at least). */
  find(object: ObjectName, scope: SearchScope, prefix: string): Promise<Postings>;
}
