import { getContact, openSession } from './contacts.ts';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { importFile } from './import-run.ts';
import { type Ratio, ratioOf } from './measure.ts';
import { startStore } from './store.ts';

const p99 = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;

/** How long people wait for a contact while an import runs ÷ while nothing does, the slowest 1 %. */
export async function importReads(rows = 3_000, pairs = 3): Promise<readonly Ratio[]> {
  const store = await startStore();
  const readers = await startFunctions(store, 'records');
  const importers = await startFunctions(store, 'importPlan', 'importRows');
  const idle: number[] = [];
  const during: number[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    await store.call('reset', undefined);
    const session = await openSession(store, readers);
    const [id = ''] = await session.addContacts(1, 1);
    const read = async () => {
      const start = performance.now();
      const { status } = await session.send('records', getContact(id));
      if (status !== 200) throw new Error(`A read was answered with ${status}.`);
      return performance.now() - start;
    };
    const quiet: number[] = [];
    for (let count = 0; count < 300; count++) quiet.push(await read());
    const busy: number[] = [];
    let isRunning = true;
    const running = importFile(store, importers, contactsCsv(rows)).finally(() => {
      isRunning = false;
    });
    while (isRunning) busy.push(await read());
    await running;
    // The first pair warms everything up.
    if (pair === 0) continue;
    idle.push(p99(quiet));
    during.push(p99(busy));
  }
  await readers.stop();
  await importers.stop();
  await store.stop();
  return [
    ratioOf(
      { name: 'p99 of reads during an import ÷ idle', unit: 'ms', goal: '≤ 1.5' },
      during,
      idle,
    ),
  ];
}
