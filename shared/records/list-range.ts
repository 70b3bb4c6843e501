/**
 * Over how many partitions each list is spread. One takes 1,000 writes a second (AWS: DynamoDB
 * partitions), so 4 let an import of 4,000 rows a second through. Changing it means rewriting all
 * records' index keys.
 */
export const shardCount = 4;

/** What one query reads for half a unit, about: to ask for fewer records saves nothing. */
const fewest = 5;
/** How many standard deviations a shard is asked for above its mean share. */
const margin = 1.8;

/**
 * How many records to ask each shard for when a page wants so many. How many of them lie in a shard is
 * binomial: of 25 about 6 ± 2. With this margin one page in twelve (of 25) or seven (of 100) asks a
 * second time: docs/decisions/0004-list-shards.md has the figures.
 */
export function shareOf(wanted: number, shards: number): number {
  const deviation = Math.sqrt(wanted * (shards - 1)) / shards;
  const share = Math.max(fewest, Math.ceil(wanted / shards + margin * deviation));
  return shards === 1 ? wanted + 1 : Math.min(wanted + 1, share);
}

/** The indexes of `parentFields`, by their place. */
export const parentIndexes = ['byParent', 'byParent2', 'byParent3'] as const;

/** A part of an object's records that one list can show. */
export type ListRange =
  | { readonly by: 'all' }
  | { readonly by: 'owner'; readonly ownerId: string }
  | { readonly by: 'team'; readonly teamId: string }
  | { readonly by: 'stage'; readonly stage: string }
  /** Deleted records, by when that was. */
  | { readonly by: 'bin' }
  /** The records that refer to one by this field, the object's `parentFields` has its place. */
  | { readonly by: 'parent'; readonly field: string; readonly parentId: string };

/** The shard of a record: spread evenly by its id (FNV-1a), the same for ever. */
export function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % shardCount;
}
