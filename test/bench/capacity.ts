import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { usualChunkRows } from '#functions/import-plan/chunk-writer';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { dropFile, queuedChunks } from './import-run.ts';
import { leastUnitsOf, type Need } from './least.ts';
import { chunkOperation, type Operation } from './operations.ts';
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
  for (const { name, run, least, pipelined } of operations) {
    const { trips, readUnits, writeUnits } = await store.consumedBy(run);
    const requests = trips.flat().length;
    spent.push({
      name,
      requests,
      need: {
        trips: pipelined ? requests : trips.length,
        reads: readUnits,
        writes: writeUnits,
      },
      least,
    });
  }
  return spent;
}

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
  const unitsPerRow = leastUnitsOf(Items.find(({ sk }) => sk?.S === 'record')!);

  await store.call('reset', undefined);
  const [event] = await chunks(2 * usualChunkRows);
  const spent = await measure(store, [
    chunkOperation(functions, event, usualChunkRows, unitsPerRow),
  ]);
  await functions.stop();
  return spent;
}

/**
 * Trips and units of sessions and of an import's chunk ÷ the theoretical minimum, counted by the store
 * itself; the operations of records are asserted in test/contract/capacity.
 */
export async function capacity(): Promise<readonly Spent[]> {
  const store = await startStore();
  const spent = await importedChunk(store);
  await store.stop();
  return spent;
}
