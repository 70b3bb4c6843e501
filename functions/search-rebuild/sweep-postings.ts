import type { ObjectName } from '#shared/objects/names';
import { postingItems, sharedPostingItems } from '#shared/search/posting-item';
import type { HeldPosting } from './index-walk.ts';
import { type SettleNeeds, settleRecords } from './settle-records.ts';

/**
 * Takes out of the index what its records no longer come to, and returns how many postings that were.
 * Records whose postings were taken out are settled afterwards: a write in between may have put back
 * what was just removed.
 */
export async function sweepPostings(
  needs: SettleNeeds,
  postings: readonly HeldPosting[],
): Promise<number> {
  const byObject = Map.groupBy(postings, ({ ref }) => ref.object);
  const counts = await Promise.all(
    [...byObject].map(([name, held]) => sweepObject(needs, name, held)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function sweepObject(
  needs: SettleNeeds,
  name: ObjectName,
  postings: readonly HeldPosting[],
): Promise<number> {
  const ids = [...new Set(postings.map(({ ref }) => ref.recordId))];
  const object = needs.definitions.current(name);
  const records = await needs.bulk.getMany(object, ids);
  const shared = new Set(postings.flatMap(({ ref, isShared }) => (isShared ? [ref.recordId] : [])));
  const wanted = new Set<string>();
  for (const record of records) {
    const shares = shared.has(record.id) ? await needs.shares.ofRecord(name, record.id) : [];
    for (const key of postingItems(object, record, needs.pinyin).keys()) wanted.add(key);
    for (const key of sharedPostingItems(object, record, shares, needs.pinyin).keys())
      wanted.add(key);
  }
  const stale = postings.filter(({ pk, sk }) => !wanted.has(`${pk}\n${sk}`));
  if (stale.length === 0) return 0;
  await needs.index.write({ puts: [], deletes: stale });
  const touched = new Set(stale.map(({ ref }) => ref.recordId));
  await settleRecords(needs, name, await needs.bulk.getMany(object, [...touched]));
  return stale.length;
}
