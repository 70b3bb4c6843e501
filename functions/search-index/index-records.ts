import { isDeepStrictEqual } from 'node:util';
import { everyField, type ObjectDefinition } from '#shared/objects/define-object';
import { storedShapes } from '#shared/objects/stored-value';
import type { StoredRecord } from '#shared/records/record';
import type { IndexWriter } from '#shared/search/dynamo-index-writer';
import { postingItems } from '#shared/search/posting-item';
import type { Pinyin } from '#shared/search/search-terms';
import type { KnownTag, TagCatalogue } from '#shared/search/tag-catalogue';

/** A record before and after a write; undefined where it was not there, or lies in the bin. */
export interface RecordImages {
  readonly object: ObjectDefinition;
  readonly recordId: string;
  readonly before: StoredRecord | undefined;
  readonly after: StoredRecord | undefined;
  /** The record where it lay in the bin before, or lies there now. */
  readonly binnedBefore?: StoredRecord | undefined;
  readonly binnedAfter?: StoredRecord | undefined;
}

/** Several writes of one record count as one: from the first image to the last. */
function merged(images: readonly RecordImages[]): RecordImages[] {
  const byRecord = new Map<string, RecordImages>();
  for (const image of images) {
    const key = `${image.object.name}#${image.recordId}`;
    const earlier = byRecord.get(key);
    byRecord.set(key, earlier ? { ...image, before: earlier.before } : image);
  }
  return [...byRecord.values()];
}

export interface IndexNeeds {
  readonly index: IndexWriter;
  readonly tags: Pick<TagCatalogue, 'add'>;
  readonly pinyin: Pinyin;
}

/** The tags that the record did not have before. */
function newTags({ object, before, after }: RecordImages): KnownTag[] {
  return everyField(object).flatMap(({ kind, name: field }) => {
    if (kind !== 'tags') return [];
    const had = new Set(tagsIn(before, field));
    const added = tagsIn(after, field).filter((tag) => !had.has(tag));
    return added.map((tag) => ({ object: object.name, field, tag }));
  });
}

function tagsIn(record: StoredRecord | undefined, field: string): readonly string[] {
  return storedShapes.tags.parse(record?.values[field] ?? []);
}

/**
 * Brings the search index and the list of tags up to the records' last images and returns how many items that took. Doing
 * it again, or from an older image on, ends the same.
 */
export async function indexRecords(
  { index, tags, pinyin }: IndexNeeds,
  images: readonly RecordImages[],
): Promise<number> {
  const puts = [];
  const deletes = [];
  for (const { object, before, after } of merged(images)) {
    const old = before ? postingItems(object, before, pinyin) : new Map<string, never>();
    const current = after ? postingItems(object, after, pinyin) : new Map<string, never>();
    for (const [key, item] of current) if (!isDeepStrictEqual(old.get(key), item)) puts.push(item);
    for (const [key, item] of old) if (!current.has(key)) deletes.push(item);
  }
  await tags.add(images.flatMap(newTags));
  if (puts.length + deletes.length > 0) await index.write({ puts, deletes });
  return puts.length + deletes.length;
}
