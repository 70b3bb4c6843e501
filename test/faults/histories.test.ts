import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPoint } from '#infra/local/faults';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { everyItem } from '#test/support/record-digest';
import { checkHistory } from './history/check-history.ts';
import { createRecorder, movesOf } from './history/clients.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const clients = 8;
const rounds = 3;
const movesPerRound = 10;
const seed = Number(process.env['HISTORY_SEED'] ?? 20_261_127);

const schedules: readonly (readonly [
  string,
  readonly (readonly [FaultPoint, number, string])[],
])[] = [
  [
    'answers are lost after the commit and transactions collide',
    [
      ['lost-acknowledgement', 0.5, 'TransactWriteItems'],
      ['transaction-conflict', 0.2, ''],
    ],
  ],
  [
    'functions are killed and the store throttles',
    [
      ['function-crash', 0.1, 'ecords'],
      ['throttle', 0.25, 'dynamodb:'],
      ['lost-acknowledgement', 0.1, 'TransactWriteItems'],
    ],
  ],
];

describe(`DATA-05, I6, I7: what ${clients} clients see of the same records, seed ${seed}`, () => {
  it.each(schedules)('is one order of events while %s', { timeout: 120_000 }, async (_, faults) => {
    cloud = await bootCloud({ seed });
    const recorder = createRecorder();
    const senders = [await cloud.as('manager'), await cloud.as('administrator')];
    await recorder.create(senders[0]!, 0);
    for (const fault of faults) cloud.cloud.faults.set(...fault);
    for (let round = 0; round < rounds; round += 1) {
      const moves = (client: number) => movesOf(seed + round * clients + client, movesPerRound);
      await Promise.all(
        Array.from({ length: clients }, (_each, client) =>
          recorder.run(senders[client % senders.length]!, client, moves(client)),
        ),
      );
      // The gateway admits so many requests per second; killed work comes to its end.
      await cloud.cloud.clock.advance(2_000);
    }
    cloud.cloud.faults.clear();
    await cloud.cloud.settle();

    const history = await recorder.history(cloud);
    const endings = history.operations.map(({ outcome }) => outcome);
    expect(new Set(endings), 'some of everything').toEqual(new Set(['done', 'refused', 'unknown']));
    const writes = [...history.chains.values()].flat();
    expect(writes.length, 'changes').toBeGreaterThan(20);
    expect(checkHistory(history)).toEqual([]);
    expect(await strayMarkers()).toEqual([]);
  });
});

/** I3: addresses that are held by nobody, or that their holder's marker is missing of. */
async function strayMarkers(): Promise<readonly string[]> {
  const [holders, markers]: [string[], string[]] = [[], []];
  for await (const { item } of everyItem(cloud)) {
    const { pk, sk, id, recordId, status, values } = item;
    if (String(pk).startsWith('unique#contact#email#')) markers.push(`${pk} ${recordId}`);
    if (sk === 'record' && status !== 'deleted' && values.email !== undefined)
      holders.push(`unique#contact#email#${values.email} ${id}`);
  }
  const isIn = (all: readonly string[]) => (each: string) => all.includes(each);
  return [...holders, ...markers].filter(
    (each) => ![holders, markers].every((all) => isIn(all)(each)),
  );
}
