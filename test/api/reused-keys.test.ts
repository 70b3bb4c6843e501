import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());

let made = 0;
async function create(path: string, body: object): Promise<string> {
  made += 1;
  const answer = await manager.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}
const newContact = () => create('/contacts', { name: `Person ${made}` });
async function newCampaign(...members: readonly string[]): Promise<string> {
  const id = await create('/campaigns', { name: `Fair ${made}` });
  if (members.length > 0)
    await manager.send('POST', `/campaigns/${id}/members`, {
      body: { object: 'contact', ids: members },
    });
  return id;
}
async function newOrder(): Promise<string> {
  const price = { amount: 10_000, currency: 'CNY' };
  const lines = [{ product: 'Pump', quantity: 1, unitPrice: price, taxPercent: 13 }];
  const id = await create('/orders', { lines });
  const moved = await manager.send('POST', `/orders/${id}/status`, {
    body: { status: 'confirmed' },
  });
  expect(moved.status, moved.text).toBe(200);
  return id;
}
const keyed = (path: string, key: string, body: object) =>
  manager.send('POST', path, { body, headers: { 'idempotency-key': key } });

/** The first request is answered alike when repeated; the others are refused and leave all as it was. */
async function expectOneRequest(
  first: readonly [path: string, body: object],
  others: readonly (readonly [path: string, body: object])[],
): Promise<void> {
  const key = `key-${made}`;
  const answer = await keyed(first[0], key, first[1]);
  expect([200, 201, 202], answer.text).toContain(answer.status);
  const before = await stateOf(cloud);
  for (const [path, body] of others)
    expectProblem(await keyed(path, key, body), 'request.idempotency_mismatch');
  expect(await changesSince(before, cloud), 'AZ-02').toEqual([]);
  const again = await keyed(first[0], key, first[1]);
  expect([again.status, again.body.id]).toEqual([answer.status, answer.body.id]);
}

test('API-09: the key of a response serves no other member, answer or campaign', async () => {
  const [one, other] = [await newContact(), await newContact()];
  const campaign = await newCampaign(one, other);
  const path = `/campaigns/${campaign}/responses`;
  const body = { object: 'contact', recordId: one, note: '样机' };
  await expectOneRequest(
    [path, body],
    [
      [path, { ...body, recordId: other }],
      [path, { ...body, note: 'No' }],
      [`/campaigns/${await newCampaign(one)}/responses`, body],
    ],
  );
  const figures = await manager.send('GET', `/campaigns/${campaign}/figures`);
  expect(figures.body.responses).toBe(1);
});

test('API-09: the key of a response that is sent to two members at once serves one', async () => {
  const people = [await newContact(), await newContact()];
  const campaign = await newCampaign(...people);
  const answers = await Promise.all(
    people.map((recordId) =>
      keyed(`/campaigns/${campaign}/responses`, 'at-once', { object: 'contact', recordId }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  const figures = await manager.send('GET', `/campaigns/${campaign}/figures`);
  expect(figures.body.responses).toBe(1);
});

test('API-09: the key of a payment serves no other order', async () => {
  const payment = { amount: { amount: 100, currency: 'CNY' }, paidOn: '2026-03-01' };
  const [one, other] = [await newOrder(), await newOrder()];
  await expectOneRequest(
    [`/orders/${one}/payments`, payment],
    [
      [`/orders/${other}/payments`, payment],
      [`/orders/${one}/payments`, { ...payment, paidOn: '2026-03-02' }],
    ],
  );
  const paid = async (id: string) => (await manager.send('GET', `/orders/${id}`)).body.payments;
  expect([(await paid(one)).length, (await paid(other))?.length ?? 0]).toEqual([1, 0]);
});

test('API-09: the key of a list for a campaign serves no other campaign or list', async () => {
  await newContact();
  const [campaign, other] = [await newCampaign(), await newCampaign()];
  const list = { object: 'contact', filters: { source: 'event' } };
  await expectOneRequest(
    [`/campaigns/${campaign}/member-lists`, list],
    [
      [`/campaigns/${other}/member-lists`, list],
      [`/campaigns/${campaign}/member-lists`, { object: 'contact' }],
    ],
  );
  expect((await manager.send('GET', '/record-jobs')).body.jobs).toHaveLength(1);
});

test('API-09: the key of work on tags serves no other tag', async () => {
  const work = { object: 'company', tag: 'old', to: 'new' };
  await expectOneRequest(['/tag-renames', work], [['/tag-renames', { ...work, to: 'newer' }]]);
});
