import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { dropFile, queuedChunks } from './import-run.ts';
import { interleaved, median, type Ratio } from './measure.ts';
import { type Store, startStore } from './store.ts';

const small = 10_000;
const large = 200_000;

interface Peaks {
  readonly plan: number;
  readonly rows: number;
}

/** The most memory each stage ever held, every stage in a fresh process, in MB. */
async function peaksOf(store: Store, rows: number): Promise<Peaks> {
  await store.call('reset', undefined);
  const events = [await dropFile(store, contactsCsv(rows))];
  const planner = await startFunctions(store, 'importPlan');
  await planner.call('run', { name: 'importPlan', events });
  const plan = await planner.call('peakMemory', undefined);
  await planner.stop();

  const chunks = await queuedChunks(store);
  const worker = await startFunctions(store, 'importRows');
  await worker.call('run', { name: 'importRows', events: chunks });
  const peak = await worker.call('peakMemory', undefined);
  await worker.stop();
  return { plan, rows: peak };
}

/**
 * Peak memory of an import of 200,000 rows ÷ one of 10,000. The store keeps no records here: it would
 * only make the run longer, and its memory is not looked at.
 */
export async function memory(pairs = 1): Promise<readonly Ratio[]> {
  const store = await startStore();
  await store.call('swallowRecords', true);
  const found = await interleaved(pairs, {
    small: () => peaksOf(store, small),
    large: () => peaksOf(store, large),
  });
  await store.stop();
  const stages = [
    ['planning', 'plan'],
    ['writing rows and the report', 'rows'],
  ] as const satisfies readonly (readonly [string, keyof Peaks])[];
  return stages.map(([name, stage]) => ({
    name: `${name}: ${large.toLocaleString('en')} rows ÷ ${small.toLocaleString('en')} rows`,
    subject: median(found.large.map((peaks) => peaks[stage])),
    floor: median(found.small.map((peaks) => peaks[stage])),
    unit: 'MB',
    goal: '≤ 1.15',
  }));
}
