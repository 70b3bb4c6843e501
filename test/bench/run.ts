import { capacity } from './capacity.ts';
import { coldStart } from './cold-start.ts';
import { importFollowed } from './import-followed.ts';
import { importMillion } from './import-million.ts';
import { importReads } from './import-reads.ts';
import { importShapes } from './import-shapes.ts';
import { importUndo } from './import-undo.ts';
import { imports } from './imports.ts';
import { load } from './load.ts';
import { printRatios } from './measure.ts';
import { memory } from './memory.ts';
import { millionRows } from './million-rows.ts';
import { planMillion } from './plan-million.ts';
import { printCapacity } from './print-capacity.ts';
import { recoveryTiming } from './recovery-timing.ts';
import { restore } from './restore.ts';
import { search } from './search.ts';
import { warmHandler } from './warm-handler.ts';

/** `npm run bench [-- name…]`: measures ratios inside one run; nothing here passes or fails. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  imports: async () => printRatios('Imports', await imports()),
  'warm-handler': async () => printRatios('Warm handler', await warmHandler()),
  'cold-start': async () => printRatios('Cold start', await coldStart()),
  capacity: async () => printCapacity(await capacity()),
  search,
  'recovery-timing': recoveryTiming,
  memory: async () => printRatios('Peak memory of an import', await memory()),
  'import-shapes': async () => printRatios('Shapes of imports', await importShapes()),
  'import-reads': async () => printRatios('Reads during an import', await importReads()),
  restore: async () => printRatios('Bringing a table back', await restore()),
  load,
  'import-undo': () => importUndo(),
  'import-followed': () => importFollowed(),
  'plan-million': async () => printRatios('Planning a million rows', await planMillion()),
  'million-rows': () => millionRows(),
  'import-goals': async () => {
    printRatios('Imports of 100,000 rows', await imports(100_000, 3));
    printRatios('Planning a million rows', await planMillion(1_048_575, 3));
  },
  'import-million': async () => printRatios('A million rows', await importMillion()),
};

const wanted = process.argv.slice(2);
for (const name of wanted)
  if (!Object.hasOwn(benches, name)) {
    console.error(`There is no bench “${name}”. There are: ${Object.keys(benches).join(', ')}.`);
    process.exit(1);
  }
console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}; medians of interleaved pairs.`,
);
/** They take minutes: only when asked for. */
const slow = new Set([
  'import-followed',
  'import-goals',
  'import-million',
  'import-undo',
  'load',
  'million-rows',
  'plan-million',
]);
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 ? !wanted.includes(name) : slow.has(name)) continue;
  const start = performance.now();
  await bench();
  console.log(`\n(${name}: ${Math.round((performance.now() - start) / 1_000)} s)`);
}
