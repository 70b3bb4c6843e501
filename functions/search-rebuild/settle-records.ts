import type { MatchWriter } from '#shared/duplicates/match-index';
import type { ObjectName } from '#shared/objects/names';
import type { StoredRecord } from '#shared/records/record';
import type { BulkRecordStore } from '#shared/records/record-store';
import { followMatches } from '../search-index/follow-matches.ts';
import { type IndexNeeds, indexRecords, type RecordImages } from '../search-index/index-records.ts';
import { type IndexSharesNeeds, indexShares } from '../search-index/index-shares.ts';

export interface SettleNeeds extends IndexSharesNeeds, IndexNeeds {
  readonly matches: MatchWriter;
  readonly bulk: Pick<BulkRecordStore, 'getMany'>;
}

/**
 * Brings records of one object into the index as they are now. They are looked at again after they were
 * written: one that has changed meanwhile may have been followed before its old words were put back, and
 * is led on from there until nothing has changed.
 */
export async function settleRecords(
  needs: SettleNeeds,
  name: ObjectName,
  records: readonly StoredRecord[],
): Promise<void> {
  const object = needs.definitions.current(name);
  let images = records.map(
    (after): RecordImages => ({ object, recordId: after.id, before: undefined, after }),
  );
  while (images.length > 0) {
    await indexRecords(needs, images);
    await followMatches(
      needs.matches,
      images.filter(({ after }) => after !== undefined),
    );
    const ids = images.map(({ recordId }) => recordId);
    const current = new Map((await needs.bulk.getMany(object, ids)).map((each) => [each.id, each]));
    images = images.flatMap((image): RecordImages[] => {
      const now = current.get(image.recordId);
      if (now?.version === image.after?.version) return [];
      return [{ object, recordId: image.recordId, before: image.after, after: now }];
    });
  }
  const refs = records.map(({ id }) => ({ object: name, recordId: id }));
  await Promise.all(refs.map((ref) => indexShares(needs, { shared: [ref], changed: [] })));
}
