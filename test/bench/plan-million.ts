import { readFile, rm } from 'node:fs/promises';
import { writeContacts } from './contact-files.ts';
import type { Cost } from './function-process.ts';
import { startFunctions } from './functions.ts';
import { dropFile } from './import-run.ts';
import { figure, interleaved, type Ratio, ratioOf } from './measure.ts';
import { type Store, startStore } from './store.ts';

/** The most rows that a spreadsheet holds below its header; `ROWS=200000 PAIRS=1` for a first look. */
const usualRows = Number(process.env['ROWS'] ?? 1_048_575);
const usualPairs = Number(process.env['PAIRS'] ?? 5);
const small = 10_000;

async function writeFiles(rows: number) {
  const csv = `build/bench-${rows}.csv`;
  const xlsx = `build/bench-${rows}.xlsx`;
  await writeContacts(csv, 'csv', rows);
  await writeContacts(xlsx, 'xlsx', rows);
  return { csv, xlsx };
}

interface Planned extends Cost {
  readonly peak: number;
}

/** Plans a file in a fresh process, from its first byte to its last chunk. */
async function plan(store: Store, path: string): Promise<Planned> {
  await store.call('reset', undefined);
  const key = `inbox/contacts/${path.split('/').at(-1)}`;
  const events = [await dropFile(store, await readFile(path), key)];
  const planner = await startFunctions(store, 'importPlan');
  await planner.call('watchMemory', { live: false });
  const cost = await planner.call('run', { name: 'importPlan', events });
  const peak = await planner.call('peakMemory', undefined);
  await planner.stop();
  return { ...cost, peak };
}

/** Memory and time of planning a file of as many rows as there may be, as CSV and as workbook. */
export async function planMillion(
  large = usualRows,
  pairs = usualPairs,
): Promise<readonly Ratio[]> {
  const files = { small: await writeFiles(small), large: await writeFiles(large) };
  const store = await startStore();
  const runs = await interleaved(pairs, {
    smallCsv: () => plan(store, files.small.csv),
    largeCsv: () => plan(store, files.large.csv),
    smallXlsx: () => plan(store, files.small.xlsx),
    largeXlsx: () => plan(store, files.large.xlsx),
  });
  await store.stop();
  for (const each of [files.small, files.large])
    for (const path of Object.values(each)) await rm(path);
  const peaks = (name: keyof typeof runs) => runs[name].map(({ peak }) => peak);
  const seconds = (name: keyof typeof runs) =>
    runs[name].map(({ cpuMicroseconds }) => cpuMicroseconds / 1e6);
  const rate = (name: keyof typeof runs) =>
    runs[name].map(({ cpuMicroseconds }) => large / (cpuMicroseconds / 1e6));
  const text = `${large.toLocaleString('en')} ÷ ${small.toLocaleString('en')} rows`;
  const remark = `${figure(Math.max(...seconds('largeXlsx')))} s of CPU at most for the workbook`;
  const memory = { unit: 'MB', goal: '≤ 1.15' };
  return [
    ratioOf({ ...memory, name: `CSV, peak: ${text}` }, peaks('largeCsv'), peaks('smallCsv')),
    ratioOf({ ...memory, name: `workbook, peak: ${text}` }, peaks('largeXlsx'), peaks('smallXlsx')),
    ratioOf(
      { name: 'workbook ÷ CSV, planned', unit: 'rows/s CPU', goal: '≥ 0.60', remark },
      rate('largeXlsx'),
      rate('largeCsv'),
    ),
  ];
}
