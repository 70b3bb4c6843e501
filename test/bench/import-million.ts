import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { csvRecords } from '#shared/tabular/csv-records';
import { decodeStream } from '#shared/tabular/decode-stream';
import { contactsCsv } from './contacts-csv.ts';
import type { Cost } from './function-process.ts';
import { startFunctions } from './functions.ts';
import { dropFile, writeRows } from './import-run.ts';
import { type Ratio, ratioOf } from './measure.ts';
import { type Store, startStore } from './store.ts';

/** The most rows that a spreadsheet holds. */
const rows = 1_048_575;
const small = 10_000;

/** Plans a file in a fresh process and writes its rows in another; the store keeps no records. */
async function wholeImport(store: Store, count: number) {
  await store.call('reset', undefined);
  const events = [await dropFile(store, contactsCsv(count))];
  const planner = await startFunctions(store, 'importPlan');
  await planner.call('watchMemory', { live: false });
  const plan = await planner.call('run', { name: 'importPlan', events });
  const planPeak = await planner.call('peakMemory', undefined);
  await planner.stop();
  const read = await readOnce(store);
  told(`planned ${count} rows`, plan, planPeak);
  const worker = await startFunctions(store, 'importRows');
  await worker.call('watchMemory', { live: false });
  const write = await writeRows(store, worker);
  const writePeak = await worker.call('peakMemory', undefined);
  await worker.stop();
  told(`wrote ${count} rows`, write, writePeak);
  return { plan, planPeak, read, write, writePeak };
}

/** Such a run takes long enough that one wants to know how far it is. */
function told(what: string, { milliseconds, cpuMicroseconds }: Cost, peak: number): void {
  const seconds = (time: number) => `${(time / 1_000).toFixed(1)} s`;
  const cpu = seconds(cpuMicroseconds / 1_000);
  console.log(`${what}: ${seconds(milliseconds)}, ${cpu} of CPU, ${peak.toFixed(0)} MB`);
}

/** Milliseconds of one read of the dropped file: fetched, decoded and parsed, nothing kept. */
async function readOnce({ options, bucket }: Store): Promise<number> {
  const s3 = new S3Client(options);
  const start = performance.now();
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: 'inbox/contacts/bench.csv' }),
  );
  const bytes = Body as AsyncIterable<Uint8Array>;
  for await (const _ of csvRecords(decodeStream(bytes, 'utf-8'), ','));
  s3.destroy();
  return performance.now() - start;
}

/** One run of the largest file: memory ÷ that of a small one, planning ÷ one read, and its rate. */
export async function importMillion(): Promise<readonly Ratio[]> {
  const store = await startStore();
  await store.call('swallowRecords', true);
  const few = await wholeImport(store, small);
  const many = await wholeImport(store, rows);
  await store.stop();
  const text = `${rows.toLocaleString('en')} ÷ ${small.toLocaleString('en')} rows`;
  const rate = (count: number, { plan, write }: typeof few) =>
    (count / (plan.milliseconds + write.milliseconds)) * 1_000;
  return [
    ratioOf(
      { name: `planning, peak: ${text}`, unit: 'MB', goal: '≤ 1.15' },
      [many.planPeak],
      [few.planPeak],
    ),
    ratioOf(
      { name: `writing, peak: ${text}`, unit: 'MB', goal: '≤ 1.15' },
      [many.writePeak],
      [few.writePeak],
    ),
    ratioOf(
      { name: 'planning ÷ one read of the file', unit: 'ms', goal: '≤ 5' },
      [many.plan.milliseconds],
      [many.read],
    ),
    ratioOf(
      { name: `planning and writing: ${text}`, unit: 'rows/s', goal: '–' },
      [rate(rows, many)],
      [rate(small, few)],
    ),
  ];
}
