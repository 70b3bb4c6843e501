import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { dropFile, writeRows } from './import-run.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { type Store, startStore } from './store.ts';

const small = 10_000;

/** What a planner of so many rows held: in all, or with `live` only what it could not let go. */
async function planning(store: Store, rows: number, live = false): Promise<number> {
  await store.call('reset', undefined);
  const events = [await dropFile(store, contactsCsv(rows))];
  const planner = await startFunctions(store, 'importPlan');
  await planner.call('watchMemory', { live });
  await planner.call('run', { name: 'importPlan', events });
  const held = await planner.call('peakMemory', undefined);
  await planner.stop();
  return held;
}

/** Writes every row of the file planned last, then report and error file. */
async function writing(store: Store): Promise<number> {
  const worker = await startFunctions(store, 'importRows');
  await worker.call('watchMemory', { live: false });
  await writeRows(store, worker);
  const peak = await worker.call('peakMemory', undefined);
  await worker.stop();
  return peak;
}

const text = (count: number) => count.toLocaleString('en');

const about = (stage: string, large: number) => ({
  name: `${stage}: ${text(large)} ÷ ${text(small)} rows`,
  unit: 'MB',
  goal: '≤ 1.15',
});

/**
 * Peak memory of large imports ÷ small ones, every stage of each in a fresh process. The store keeps
 * no records here: that would only make the run longer, and its memory is not looked at.
 */
export async function memory(large = 200_000, pairs = 5): Promise<readonly Ratio[]> {
  const store = await startStore();
  await store.call('swallowRecords', true);
  // What is left after a collection is the code's own; the rest is how freely V8 takes memory.
  const live = await interleaved(1, {
    small: () => planning(store, small, true),
    large: () => planning(store, large, true),
  });
  const peak = await interleaved(pairs, {
    small: () => planning(store, small),
    large: () => planning(store, large),
  });
  // Writing takes a minute and its peak varies little: one pair.
  const largeWriting = await writing(store);
  await planning(store, small);
  const smallWriting = await writing(store);
  await store.stop();

  return [
    ratioOf(about('planning, peak', large), peak.large, peak.small),
    ratioOf(about('planning, live after a collection', large), live.large, live.small),
    ratioOf(about('writing rows and the report, peak', large), [largeWriting], [smallWriting]),
  ];
}
