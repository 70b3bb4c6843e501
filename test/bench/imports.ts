import { rm } from 'node:fs/promises';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { importFile, sideBySide } from './import-run.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { startStore } from './store.ts';

/** `ROWS=100000 PAIRS=3` for the design's own size, which takes some eight minutes. */
const usualRows = Number(process.env['ROWS'] ?? 3_000);
const usualPairs = Number(process.env['PAIRS'] ?? 5);

/** As many requests on their way as the import itself has. */
const inFlight = 4;

/**
 * Rate and CPU of an import ÷ those of BatchWriteItem with the very same items: in one process, and in
 * two side by side, as the chunks of an import are written by several environments at once.
 */
export async function imports(rows = usualRows, pairs = usualPairs): Promise<readonly Ratio[]> {
  const store = await startStore();
  const functions = await startFunctions(store, 'importPlan', 'importRows');
  const second = await startFunctions(store, 'importRows');
  const csv = contactsCsv(rows);
  const reset = () => store.call('reset', undefined);

  // The first run warms everything up and shows which items the rows become.
  await importFile(store, [functions, second], csv);
  const path = 'build/bench-items.ndjson';
  const items = await functions.call('keepItems', path);
  const write = async (records: boolean, ...processes: readonly (typeof functions)[]) => {
    await reset();
    const writing = processes.map((each, first) => {
      const part = { first, of: processes.length };
      return each.call('writeItems', { path, inFlight, records, part });
    });
    return sideBySide(await Promise.all(writing));
  };
  const runs = await interleaved(pairs, {
    records: () => write(true, functions),
    all: () => write(false, functions),
    allByTwo: () => write(false, functions, second),
    import: async () => {
      await reset();
      return importFile(store, [functions], csv);
    },
    importByTwo: async () => {
      await reset();
      return importFile(store, [functions, second], csv);
    },
  });
  await functions.stop();
  await second.stop();
  await store.stop();
  await rm(path);

  const rate = (name: keyof typeof runs) =>
    runs[name].map(({ milliseconds }) => (rows / milliseconds) * 1_000);
  const cpu = (name: keyof typeof runs) =>
    runs[name].map(({ cpuMicroseconds }) => cpuMicroseconds / rows);
  const perRow = (items / rows).toFixed(1);
  return [
    ratioOf(
      {
        name: 'import ÷ BatchWriteItem of all its items',
        unit: 'rows/s',
        goal: '≥ 0.80',
        remark: `${perRow} items a row on both sides`,
      },
      rate('import'),
      rate('all'),
    ),
    ratioOf(
      {
        name: 'the same, by two environments',
        unit: 'rows/s',
        goal: '≥ 0.80',
        remark: `${inFlight} requests on their way from each, on both sides`,
      },
      rate('importByTwo'),
      rate('allByTwo'),
    ),
    ratioOf(
      {
        name: 'import ÷ BatchWriteItem of the records alone',
        unit: 'rows/s',
        goal: '–',
        remark: 'floor: 1 item a row, without marker and change',
      },
      rate('import'),
      rate('records'),
    ),
    ratioOf(
      { name: 'import CPU ÷ BatchWriteItem CPU of all its items', unit: 'µs/row', goal: '≤ 1.6' },
      cpu('import'),
      cpu('all'),
    ),
  ];
}
