import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { dropFile, queuedChunks } from './import-run.ts';
import { interleaved, median, type Ratio, ratioOf } from './measure.ts';
import { type Store, startStore } from './store.ts';

const small = 10_000;
const large = 200_000;
const huge = 400_000;

async function planningPeak(store: Store, rows: number): Promise<number> {
  await store.call('reset', undefined);
  const events = [await dropFile(store, contactsCsv(rows))];
  const planner = await startFunctions(store, 'importPlan');
  await planner.call('run', { name: 'importPlan', events });
  const peak = await planner.call('peakMemory', undefined);
  await planner.stop();
  return peak;
}

/** Writes every row of the file planned last, then report and error file. */
async function writingPeak(store: Store): Promise<number> {
  const events = await queuedChunks(store);
  const worker = await startFunctions(store, 'importRows');
  await worker.call('run', { name: 'importRows', events });
  const peak = await worker.call('peakMemory', undefined);
  await worker.stop();
  return peak;
}

const text = (count: number) => count.toLocaleString('en');

function about(stage: string, rows: number, fewer: number) {
  return { name: `${stage}: ${text(rows)} ÷ ${text(fewer)} rows`, unit: 'MB', goal: '≤ 1.15' };
}

/**
 * Peak memory of large imports ÷ small ones, every stage of each in a fresh process. The store keeps
 * no records here: that would only make the run longer, and its memory is not looked at.
 */
export async function memory(pairs = 5): Promise<readonly Ratio[]> {
  const store = await startStore();
  await store.call('swallowRecords', true);
  const planning = await interleaved(pairs, {
    small: () => planningPeak(store, small),
    large: () => planningPeak(store, large),
  });
  // Writing takes a minute and its peak hardly varies: one run each.
  const largeWriting = await writingPeak(store);
  await planningPeak(store, small);
  const smallWriting = await writingPeak(store);
  const hugePlanning = await planningPeak(store, huge);
  await store.stop();

  const { small: few, large: many } = planning;
  return [
    ratioOf(about('planning', large, small), many, few),
    ratioOf(about('planning', huge, large), [hugePlanning], [median(many)]),
    ratioOf(about('writing rows and the report', large, small), [largeWriting], [smallWriting]),
  ];
}
