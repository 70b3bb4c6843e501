import { getContact, openSession } from './contacts.ts';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { importFile } from './import-run.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { startStore } from './store.ts';

/** As many as are made while an import runs on a quiet machine. */
const idleReads = 500;

const p99 = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;

/**
 * How long people wait for a contact while an import runs ÷ while nothing does, the slowest 1 %. Once
 * with both in one emulated store, where one thread answers everybody; once with the import in a store
 * of its own, as DynamoDB's partitions do not wait for one another.
 */
export async function importReads(rows = 3_000, pairs = 5): Promise<readonly Ratio[]> {
  const [shared, other] = [await startStore(), await startStore()];
  const readers = await startFunctions(shared, 'records');
  const importers = {
    shared: await startFunctions(shared, 'importPlan', 'importRows'),
    apart: await startFunctions(other, 'importPlan', 'importRows'),
  };
  // In AWS they have processors of their own; here the reader's comes first.
  for (const child of [other, importers.shared, importers.apart]) child.giveWay();
  const reading = async (during: (() => Promise<unknown>) | undefined) => {
    for (const store of [shared, other]) await store.call('reset', undefined);
    const session = await openSession(shared, readers);
    const [id = ''] = await session.addContacts(1, 1);
    const read = async () => {
      const start = performance.now();
      const { status } = await session.send('records', getContact(id));
      if (status !== 200) throw new Error(`A read was answered with ${status}.`);
      return performance.now() - start;
    };
    const times: number[] = [];
    let isRunning = during !== undefined;
    const running = during?.().finally(() => {
      isRunning = false;
    });
    while (isRunning || (running === undefined && times.length < idleReads))
      times.push(await read());
    await running;
    return p99(times);
  };
  const csv = contactsCsv(rows);
  const measures = {
    idle: () => reading(undefined),
    shared: () => reading(() => importFile(shared, [importers.shared], csv)),
    apart: () => reading(() => importFile(other, [importers.apart], csv)),
  };
  // The first round warms everything up.
  await interleaved(1, measures);
  const { idle, ...busy } = await interleaved(pairs, measures);
  for (const child of [readers, ...Object.values(importers), shared, other]) await child.stop();
  const about = { unit: 'ms', goal: '≤ 1.5' };
  const name = 'p99 of reads during an import ÷ idle';
  return [
    ratioOf({ ...about, name: `${name}, one thread for both` }, busy.shared, idle),
    ratioOf({ ...about, name: `${name}, import in a store of its own` }, busy.apart, idle),
  ];
}
