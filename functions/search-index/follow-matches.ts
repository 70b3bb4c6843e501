import type { MatchChange, MatchMember, MatchWriter } from '#shared/duplicates/match-index';
import { type MatchKey, matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { isMatched, type MatchedObject } from '#shared/duplicates/match-rules';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RecordImages } from './index-records.ts';

interface Side {
  readonly record: StoredRecord;
  readonly isDeleted: boolean;
}

function sideOf(live: StoredRecord | undefined, binned: StoredRecord | undefined) {
  if (live) return { record: live, isDeleted: false };
  return binned && { record: binned, isDeleted: true };
}

function keysOf(
  object: MatchedObject,
  fields: ObjectDefinition['fields'],
  side: Side | undefined,
): Map<string, MatchKey> {
  const keys = side ? matchKeys(object, side.record.values, fields) : [];
  return new Map(keys.map((key) => [matchKeyText(key), key]));
}

function memberOf(object: MatchedObject, { record, isDeleted }: Side): MatchMember {
  const { ownerId, teamId } = factsOf(record);
  return { object, id: record.id, ownerId, teamId, isDeleted };
}

/** What one write of a record means for each of its keys, before and after. */
function changesOf({ object, recordId: id, ...image }: RecordImages): MatchChange[] {
  const { name } = object;
  if (!isMatched(name)) return [];
  const before = sideOf(image.before, image.binnedBefore);
  const after = sideOf(image.after, image.binnedAfter);
  const current = keysOf(name, object.fields, after);
  const keys = new Map([...keysOf(name, object.fields, before), ...current]);
  return [...keys].map(([text, key]) => ({
    key,
    object: name,
    id,
    member: after && current.has(text) ? memberOf(name, after) : undefined,
  }));
}

/**
 * Brings the match keys up to the records' last images. All images count, not only the first and the
 * last: what a try that broke off has written is taken back by the next one.
 */
export async function followMatches(
  matches: MatchWriter,
  images: readonly RecordImages[],
): Promise<number> {
  const changes = new Map(
    images
      .flatMap(changesOf)
      .map((change) => [`${matchKeyText(change.key)}#${change.object}#${change.id}`, change]),
  );
  if (changes.size > 0) await matches.apply([...changes.values()]);
  return changes.size;
}
