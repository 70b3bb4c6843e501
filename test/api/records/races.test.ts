import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
});
afterAll(() => cloud?.close());

/** Sends in waves: the gateway lets only so many through at once. */
async function inWaves<T>(count: number, send: (index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let start = 0; start < count; start += 40) {
    const wave = Array.from({ length: Math.min(40, count - start) }, (_, at) => send(start + at));
    answers.push(...(await Promise.all(wave)));
    await cloud.cloud.clock.advance(2_000);
  }
  return answers;
}

test('DATA-01: of 200 who create the same person at once exactly one does', async () => {
  const answers = await inWaves(200, (index) =>
    sales.send('POST', '/contacts', {
      body: { name: `Ann ${index}`, email: 'Ann.Same@example.com' },
    }),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(1);
  for (const { status, body } of answers) {
    expect([201, 409, 503]).toContain(status);
    if (status === 409) expect(body.conflictsWith).toBe(made[0]!.body.id);
  }
  const { body } = await sales.send('GET', '/contacts?email=ann.same@example.com');
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual([made[0]!.body.id]);
});

test('API-12, I7: of many who change the same version one does, and nothing is lost', async () => {
  const { id } = (await sales.send('POST', '/contacts', { body: { name: 'Ben' } })).body;
  const answers = await inWaves(20, (index) =>
    sales.send('PATCH', `/contacts/${id}`, {
      body: { jobTitle: `Title ${index}` },
      headers: { 'if-match': '"1"' },
    }),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status } of answers) expect([200, 412]).toContain(status);
  const winner = answers.find(({ status }) => status === 200)!.body;
  expect((await sales.send('GET', `/contacts/${id}`)).body.jobTitle).toBe(winner.jobTitle);
});

test('DATA-02: no contact is left at a company that was deleted meanwhile', async () => {
  const manager = await cloud.as('manager');
  for (let round = 0; round < 5; round += 1) {
    const company = (await sales.send('POST', '/companies', { body: { name: `C ${round}` } })).body;
    const [removed, created] = await Promise.all([
      manager.send('DELETE', `/companies/${company.id}`),
      sales.send('POST', '/contacts', { body: { name: 'Cem', companyId: company.id } }),
    ]);
    expect([removed.status, created.status].sort()).not.toEqual([201, 204]);
  }
});

test('of 200 who create a ticket at once each gets a number of its own, and none is refused', async () => {
  const support = await cloud.as('support');
  const answers = await inWaves(200, (index) =>
    support.send('POST', '/tickets', { body: { subject: `Broken ${index}` } }),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.number)).size).toBe(200);
});
