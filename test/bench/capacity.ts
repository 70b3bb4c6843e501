import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { openSession } from './contacts.ts';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { dropFile, queuedChunks } from './import-run.ts';
import { leastForItem, type Need } from './least.ts';
import { chunkOperation, contactOperations, type Operation } from './operations.ts';
import { sessionOperations } from './session-operations.ts';
import { type Store, startStore } from './store.ts';

/** What one operation asked of DynamoDB, beside the least it could do with. */
export interface Spent {
  readonly name: string;
  readonly requests: number;
  readonly need: Need;
  readonly least: Need;
}

async function measure(store: Store, operations: readonly Operation[]): Promise<Spent[]> {
  const spent: Spent[] = [];
  for (const { name, run, least, times = 1, pipelined } of operations) {
    const { trips, readUnits, writeUnits } = await store.consumedBy(async () => {
      for (let time = 0; time < times; time++) await run();
    });
    const requests = trips.flat().length;
    spent.push({
      name,
      requests: requests / times,
      need: {
        trips: (pipelined ? requests : trips.length) / times,
        reads: readUnits / times,
        writes: writeUnits / times,
      },
      least,
    });
  }
  return spent;
}

/** Rows of one chunk, as the planner cuts them. */
const chunkRows = 500;

async function importedChunk(store: Store): Promise<Spent[]> {
  await store.call('reset', undefined);
  const functions = await startFunctions(store, 'importPlan', 'importRows');
  const chunks = async (rows: number) => {
    const events = [await dropFile(store, contactsCsv(rows))];
    await functions.call('run', { name: 'importPlan', events });
    return queuedChunks(store);
  };
  // A first row shows which indexes an imported contact appears in.
  await functions.call('run', { name: 'importRows', events: await chunks(1) });
  const client = new DynamoDBClient(store.options);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'records' }));
  client.destroy();
  const least = leastForItem(Items.find(({ sk }) => sk?.S === 'record')!);

  await store.call('reset', undefined);
  const [event] = await chunks(2 * chunkRows);
  const spent = await measure(store, [chunkOperation(functions, event, chunkRows, least)]);
  await functions.stop();
  return spent;
}

/** Trips and units per operation ÷ the theoretical minimum, counted by the store itself. */
export async function capacity(): Promise<readonly Spent[]> {
  const store = await startStore();
  const functions = await startFunctions(store, 'records');
  const session = await openSession(store, functions);
  const people = await sessionOperations(store);
  const spent = [
    ...(await measure(store, await contactOperations(store, session))),
    ...(await measure(store, people.operations)),
  ];
  people.close();
  await functions.stop();
  spent.push(...(await importedChunk(store)));
  await store.stop();
  return spent;
}
