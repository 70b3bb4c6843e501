import { readFile } from 'node:fs/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemSize } from '#infra/local/dynamodb/item-size';
import { type ServedPool, servePool } from '#test/contract/cognito/served-pool';
import { capacityPage } from './capacity-page.ts';
import { listedBytes, measures, type Need, ratioOf, statedCosts, tolerated } from './costs.ts';
import { type MeteredStore, openMeteredStore } from './metered-store.ts';
import { firstListed, recordOperations } from './operations.ts';
import { sessionOperations } from './session-operations.ts';

let store: MeteredStore;
let pool: ServedPool;
const measured = new Map<string, Need>();

beforeAll(async () => {
  store = await openMeteredStore();
  pool = await servePool();
  const operations = [
    ...(await recordOperations(store)),
    ...(await sessionOperations(store, pool)),
  ];
  for (const { name, run, prepare, times = 1 } of operations) {
    await prepare?.();
    const { trips, reads, writes } = await store.costOf(async () => {
      for (let time = 0; time < times; time += 1) await run();
    });
    measured.set(name, { trips: trips / times, reads: reads / times, writes: writes / times });
  }
}, 180_000);
afterAll(async () => {
  await store?.close();
  await pool?.close();
});

describe('what operations ask of DynamoDB', () => {
  it.each(statedCosts)('$name: as stated', ({ name, spent }) => {
    const { trips, ...units } = measured.get(name) ?? { reads: -1, writes: -1 };
    expect(units).toEqual({ reads: spent.reads, writes: spent.writes });
    if (spent.trips !== undefined) expect(trips).toBe(spent.trips);
  });

  it('is stated for all that is measured', () => {
    expect([...measured.keys()]).toEqual(statedCosts.map(({ name }) => name));
  });

  it.each(statedCosts.filter(({ because }) => because === undefined))(
    '$name: at most a quarter above the least',
    ({ spent, least }) => {
      for (const measure of measures)
        expect(ratioOf(spent, least, measure) ?? 1, measure).toBeLessThanOrEqual(tolerated);
    },
  );

  it('page 1,000 of a list costs what page 1 costs', () => {
    const [first, late] = ['list 2, pages 1 to 20', 'list 2, pages 1000 to 1019'].map((name) =>
      measured.get(name),
    );
    expect(late).toEqual(first);
  });

  it('the least of a list is reckoned with the size that its records have', async () => {
    const Key = { pk: { S: `contact#${firstListed}` }, sk: { S: 'record' } };
    const { Item } = await store.documents.send(new GetItemCommand({ TableName: 'records', Key }));
    expect(itemSize(Item as Parameters<typeof itemSize>[0])).toBe(listedBytes);
  });

  it('docs/capacity.md says so; `npm run docs` writes it', async () => {
    expect(await readFile('docs/capacity.md', 'utf8')).toBe(capacityPage());
  });
});
