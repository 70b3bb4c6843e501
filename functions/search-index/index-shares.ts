import type { ItemKey } from '#shared/data/batch-get';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordStore } from '#shared/records/record-store';
import type { IndexWriter } from '#shared/search/dynamo-index-writer';
import { sharedPostingItems } from '#shared/search/posting-item';
import type { Pinyin } from '#shared/search/search-terms';
import { type RecordRef, refText, type SharedPostings } from '#shared/search/shared-postings';
import type { ShareStore } from '#shared/sharing/share-store';

export interface IndexSharesNeeds {
  readonly definitions: Definitions;
  readonly index: IndexWriter;
  readonly pinyin: Pinyin;
  readonly records: Pick<RecordStore, 'get'>;
  readonly shares: Pick<ShareStore, 'ofRecord'>;
  readonly held: SharedPostings;
}

/** Records of a batch of writes whose shares may matter to the index. */
export interface TouchedRecords {
  /** Shared, no longer shared, or back from the bin. */
  readonly shared: readonly RecordRef[];
  /** Changed themselves: they matter if the index holds anything for their shares. */
  readonly changed: readonly RecordRef[];
}

/**
 * Lets those find a record whom it is shared with, as record and shares are now, and returns how many
 * records that concerned. What may be in the index stands in the list before it is written and until it
 * is gone, so that doing it again ends the same.
 */
export async function indexShares(
  needs: IndexSharesNeeds,
  { shared, changed }: TouchedRecords,
): Promise<number> {
  const certain = new Set(shared.map(refText));
  const refs = new Map([...shared, ...changed].map((ref) => [refText(ref), ref]));
  const held = await needs.held.of([...refs.values()]);
  const concerned = [...refs].filter(([text]) => certain.has(text) || held.has(text));
  for (const [text, ref] of concerned) await follow(needs, ref, held.get(text) ?? []);
  return concerned.length;
}

async function follow(
  { index, pinyin, definitions, records, shares, held }: IndexSharesNeeds,
  ref: RecordRef,
  before: readonly ItemKey[],
): Promise<void> {
  const object = definitions.current(ref.object);
  const [record, given] = await Promise.all([
    records.get(object, ref.recordId),
    shares.ofRecord(ref.object, ref.recordId),
  ]);
  const wanted = record ? [...sharedPostingItems(object, record, given, pinyin).values()] : [];
  const text = ({ pk, sk }: ItemKey) => `${pk}\n${sk}`;
  const after = new Set(wanted.map(text));
  const gone = before.filter((key) => !after.has(text(key)));
  if (wanted.length > 0) await held.keep(ref, [...gone, ...wanted]);
  await index.write({ puts: wanted, deletes: gone });
  if (gone.length > 0) await held.keep(ref, wanted);
}
