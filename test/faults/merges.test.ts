import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPoint } from '#infra/local/faults';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { recordDigest } from '#test/support/record-digest';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const related = 90;

const schedules: readonly (readonly [
  string,
  readonly (readonly [FaultPoint, number, string])[],
])[] = [
  ['its request and its worker are killed in the middle', [['function-crash', 0.4, 'erge']]],
  [
    'answers to finished work are lost and messages come twice',
    [
      ['lost-acknowledgement', 0.1, 'TransactWriteItems'],
      ['lost-acknowledgement', 0.3, 'erge'],
      ['duplicate-delivery', 0.5, ''],
    ],
  ],
  [
    'the store throttles and transactions collide',
    [
      ['throttle', 0.1, 'TransactWriteItems'],
      ['transaction-conflict', 0.1, ''],
    ],
  ],
];

describe('I4, DATA-03: a merge and its undo end the same', () => {
  it.each(schedules)('where %s', { timeout: 120_000 }, async (_title, faults) => {
    cloud = await bootCloud({ seed: 20_260_302 });
    const { cloud: local } = cloud;
    let manager = await cloud.as('manager');
    const create = async (plural: string, body: object) =>
      (await manager.send('POST', `/${plural}`, { body })).body;
    const winner = await create('companies', { name: 'Kept', taxNumber: 'DE1' });
    const loser = await create('companies', { name: 'Gone', domain: 'gone.example' });
    const about = [winner, loser].map(({ id }) => ({ object: 'company', id }));
    await create('activities', { type: 'call', subject: 'Both', related: about });
    for (let start = 0; start < related; start += 10) {
      await local.clock.advance(2_000);
      const people = Array.from({ length: 10 }, (_, at) => ({
        name: `P ${start + at}`,
        companyId: loser.id,
      }));
      await Promise.all(people.map((body) => create('contacts', body)));
    }
    const before = await recordDigest(cloud);

    const list = async () =>
      (await manager.send('GET', `/merges?object=company&winnerId=${winner.id}`)).body?.items ?? [];
    /** Sends until something has begun, as a person would; then waits for whatever still waits. */
    const bring = async (send: (client: ApiClient) => Promise<unknown>, state: RegExp) => {
      for (let tries = 0; tries < 20; tries += 1) {
        await send(manager);
        const [newest] = await list();
        if (newest && state.test(newest.state)) break;
        await local.clock.advance(2_000);
      }
      for (let minutes = 0; minutes < 60; minutes += 15) await local.clock.advance(15 * 60_000);
      local.faults.clear();
      await local.settle();
      manager = await cloud.as('manager');
    };
    const strike = () => {
      for (const fault of faults) local.faults.set(...fault);
    };
    const merge = async (version: number, loserVersion: number) => {
      const body = {
        object: 'company',
        winner: { id: winner.id, version },
        others: [{ id: loser.id, version: loserVersion }],
      };
      await bring((client) => client.send('POST', '/merges', { body }), /merged|moving/);
      expect((await list())[0]).toMatchObject({ state: 'merged', moved: related + 1 });
    };
    const undo = async () => {
      const body = { object: 'company', winnerId: winner.id };
      await bring((client) => client.send('POST', '/merge-undos', { body }), /und/);
      expect((await list())[0]).toMatchObject({ state: 'undone', conflicts: [] });
    };

    strike();
    await merge(1, 1);
    const merged = await recordDigest(cloud);
    strike();
    await undo();
    expect(await recordDigest(cloud)).toBe(before);

    const now = async (id: string) => (await manager.send('GET', `/companies/${id}`)).body.version;
    await merge(await now(winner.id), await now(loser.id));
    expect(await recordDigest(cloud)).toBe(merged);
  });
});
