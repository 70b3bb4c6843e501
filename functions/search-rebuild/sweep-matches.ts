import type { MatchChange } from '#shared/duplicates/match-index';
import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import type { MatchedObject } from '#shared/duplicates/match-rules';
import type { RecordStore } from '#shared/records/record-store';
import type { HeldMatch } from './index-walk.ts';
import { type SettleNeeds, settleRecords } from './settle-records.ts';

export interface SweepMatchesNeeds extends SettleNeeds {
  readonly records: Pick<RecordStore, 'get' | 'getBinned'>;
}

/**
 * Takes records out of the match keys that they do not have any more, and returns how many that were; one
 * in the bin keeps its place. Those that live are settled afterwards, as with postings.
 */
export async function sweepMatches(
  needs: SweepMatchesNeeds,
  held: readonly HeldMatch[],
): Promise<number> {
  const byObject = Map.groupBy(held, ({ object }) => object);
  let swept = 0;
  for (const [name, members] of byObject) swept += await sweepObject(needs, name, members);
  return swept;
}

async function sweepObject(
  needs: SweepMatchesNeeds,
  name: MatchedObject,
  held: readonly HeldMatch[],
): Promise<number> {
  const object = needs.definitions.current(name);
  const ids = [...new Set(held.map(({ id }) => id))];
  const live = await needs.bulk.getMany(object, ids);
  const values = new Map(live.map((record) => [record.id, record.values]));
  for (const id of ids) {
    const binned = values.has(id) ? undefined : await needs.records.getBinned(object, id);
    if (binned) values.set(id, binned.record.values);
  }
  const keys = new Map(
    [...values].map(([id, each]) => [
      id,
      new Set(matchKeys(name, each, object.fields).map(matchKeyText)),
    ]),
  );
  const stale = held.filter(({ id, key }) => !keys.get(id)?.has(matchKeyText(key)));
  if (stale.length === 0) return 0;
  await needs.matches.apply(
    stale.map(({ key, id }): MatchChange => ({ key, object: name, id, member: undefined })),
  );
  const touched = [...new Set(stale.map(({ id }) => id))];
  await settleRecords(needs, name, await needs.bulk.getMany(object, touched));
  return stale.length;
}
