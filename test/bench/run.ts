import { coldStart } from './cold-start.ts';
import { printRatios } from './measure.ts';

/** `npm run bench [name…]`: measures ratios inside one run; nothing here passes or fails. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  'cold-start': async () => printRatios('Cold start', await coldStart()),
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
for (const [name, bench] of Object.entries(benches))
  if (wanted.length === 0 || wanted.includes(name)) await bench();
