import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function create(count: number, client = manager, more = {}): Promise<string[]> {
  const ids = [];
  for (let number = 0; number < count; number += 1) {
    const body = { name: `Person ${number}`, ...more };
    ids.push((await client.send('POST', '/contacts', { body })).body.id);
  }
  return ids;
}
const read = async (id: string, client = manager) =>
  (await client.send('GET', `/contacts/${id}`)).body;
const update = (ids: readonly string[], patch: object, client = manager) =>
  client.send('POST', '/bulk-updates', { body: { object: 'contact', ids, patch } });
const remove = (ids: readonly string[], client = manager) =>
  client.send('POST', '/bulk-deletions', { body: { object: 'contact', ids } });

describe('a bulk update', () => {
  it('changes every record, each with its own entry in the history', async () => {
    const ids = await create(30);
    const answer = await update(ids, { tags: ['VIP'], jobTitle: 'Buyer' });
    expect(answer.body).toMatchObject({ done: 30, refused: 0 });
    expect(answer.body.results).toEqual(ids.map((id) => ({ id, outcome: 'done', version: 2 })));
    for (const id of [ids[0]!, ids[29]!]) {
      expect(await read(id)).toMatchObject({ tags: ['VIP'], jobTitle: 'Buyer', version: 2 });
      const { body } = await manager.send('GET', `/contacts/${id}/changes`);
      expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
        'updated',
        'created',
      ]);
    }
    const again = await update(ids, { tags: ['VIP'] });
    expect(again.body.results[0]).toEqual({ id: ids[0], outcome: 'done', version: 2 });
  });

  it('AZ-14: refuses by record, with the code that a single request would get', async () => {
    const sales = await cloud.as('sales');
    const [mine] = await create(1, sales);
    const patch = { jobTitle: 'Chief' };
    const codesOf = async (client: ApiClient) =>
      (await update([mine!, unknownId], patch, client)).body.results.map(
        ({ code }: { code?: string }) => code,
      );
    expect(await codesOf(await cloud.as('read-only'))).toEqual([
      'request.forbidden',
      'request.forbidden',
    ]);
    expect((await read(mine!)).version).toBe(1);
    expect(await codesOf(sales)).toEqual([undefined, 'request.not_found']);
    expect(await read(mine!)).toMatchObject(patch);
  });

  it('says which record stands in the way of a unique value', async () => {
    const ids = await create(2);
    const { body } = await update(ids, { email: 'one@bulk.example' });
    expect(body).toMatchObject({ done: 1, refused: 1 });
    expect(
      body.results.filter(({ code }: { code: string }) => code === 'record.duplicate'),
    ).toHaveLength(1);
  });

  it('loses no change that somebody makes meanwhile', async () => {
    const ids = await create(10);
    const singles = ids.map((id) =>
      manager.send('PATCH', `/contacts/${id}`, {
        body: { department: 'Sales' },
        headers: { 'if-match': '"1"' },
      }),
    );
    const [bulk, ...answers] = await Promise.all([update(ids, { jobTitle: 'Buyer' }), ...singles]);
    expect(bulk.body.done).toBe(10);
    for (const [at, id] of ids.entries()) {
      const record = await read(id);
      expect(record.jobTitle).toBe('Buyer');
      expect(record.department).toBe(answers[at]!.status === 200 ? 'Sales' : undefined);
    }
  });

  it.each([
    ['no ids', { object: 'contact', ids: [], patch: { jobTitle: 'X' } }],
    [
      'more than a thousand',
      {
        object: 'contact',
        ids: Array.from({ length: 1_001 }, (_, at) => `id${at}`),
        patch: { jobTitle: 'X' },
      },
    ],
    ['one id twice', { object: 'contact', ids: ['a', 'a'], patch: { jobTitle: 'X' } }],
    ['a field of another object', { object: 'contact', ids: ['a'], patch: { taxNumber: 'X' } }],
    ['nothing to change', { object: 'contact', ids: ['a'], patch: {} }],
    ['an unknown object', { object: 'thing', ids: ['a'], patch: {} }],
  ])('with %s is refused whole', async (_title, body) => {
    expect((await manager.send('POST', '/bulk-updates', { body })).body.code).toBe(
      'request.invalid',
    );
  });
});

describe('a bulk deletion', () => {
  it('puts each record into the bin, and says so of those that were not there', async () => {
    const ids = await create(12);
    expect((await remove(ids)).body).toMatchObject({ done: 12, refused: 0 });
    for (const id of ids) expect((await manager.send('GET', `/contacts/${id}`)).status).toBe(404);
    const again = await remove(ids);
    expect(again.body).toMatchObject({ done: 0, refused: 12 });
    expect(again.body.results[0]).toMatchObject({ code: 'request.not_found' });
  });

  it('leaves a company that contacts refer to, and says why', async () => {
    const { body: firm } = await manager.send('POST', '/companies', { body: { name: 'Kept Ltd' } });
    await create(1, manager, { companyId: firm.id });
    const { body } = await manager.send('POST', '/bulk-deletions', {
      body: { object: 'company', ids: [firm.id] },
    });
    expect(body.results).toMatchObject([{ outcome: 'refused', code: 'record.in_use' }]);
  });
});
