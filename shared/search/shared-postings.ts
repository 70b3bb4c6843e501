import type { ItemKey } from '#shared/data/batch-get';
import type { ObjectName } from '#shared/objects/names';

/** Names a record whose shares the index follows. */
export interface RecordRef {
  readonly object: ObjectName;
  readonly recordId: string;
}

export function refText({ object, recordId }: RecordRef): string {
  return `${object}#${recordId}`;
}

/**
 * Which items the index holds because of a record's shares: what they are is known from the record and
 * its shares only as long as these have not changed.
 */
export interface SharedPostings {
  /** By `refText`; nothing for records of which nothing is held. Strongly consistent. */
  of(refs: readonly RecordRef[]): Promise<ReadonlyMap<string, readonly ItemKey[]>>;
  /** Says what is held from now on; of nothing nothing is kept. */
  keep(ref: RecordRef, keys: readonly ItemKey[]): Promise<void>;
}
