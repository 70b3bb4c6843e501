import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let sales: ApiClient;
let finance: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
  finance = await cloud.as('finance');
});
afterAll(() => cloud?.close());

const cny = (amount: number) => ({ amount, currency: 'CNY' });
const lines = [
  { product: 'AGV', quantity: 2, unitPrice: cny(50_000), discountPercent: 5, taxPercent: 13 },
];

async function newOrder(values: object = { lines }) {
  const answer = await sales.send('POST', '/orders', { body: values });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const move = (id: string, status: string) =>
  sales.send('POST', `/orders/${id}/status`, { body: { status } });
const pay = (id: string, amount: number, headers: Record<string, string> = {}) =>
  finance.send('POST', `/orders/${id}/payments`, {
    body: { amount: cny(amount), paidOn: '2026-03-10', method: '银行转账' },
    headers,
  });

test('an order is numbered and its totals follow from its lines', async () => {
  const [first, second] = [await newOrder(), await newOrder()];
  expect(first.number).toMatch(/^O-\d{6}$/);
  expect(second.number > first.number).toBe(true);
  expect(first).toMatchObject({
    status: 'draft',
    subtotal: cny(95_000),
    tax: cny(12_350),
    total: cny(107_350),
    balance: cny(107_350),
    paymentStatus: 'unpaid',
  });
});

test('a number that people typed is skipped', async () => {
  const { number } = await newOrder();
  const next = `O-${String(Number(number.slice(2)) + 1).padStart(6, '0')}`;
  await newOrder({ number: next, lines });
  expect((await newOrder()).number > next).toBe(true);
  expectProblem(
    await sales.send('POST', '/orders', { body: { number: next } }),
    'record.duplicate',
  );
});

test('an order is confirmed, paid in parts, fulfilled and closed', async () => {
  const { id } = await newOrder();
  expectProblem(await pay(id, 100), 'record.state_conflict');
  expectProblem(await move(id, 'fulfilled'), 'record.state_conflict');
  await move(id, 'confirmed');
  expect((await pay(id, 7_350)).body).toMatchObject({
    paymentStatus: 'partly-paid',
    balance: cny(100_000),
  });
  await move(id, 'fulfilled');
  expectProblem(await move(id, 'closed'), 'record.state_conflict');
  expect((await pay(id, 100_000)).body).toMatchObject({ paymentStatus: 'paid', balance: cny(0) });
  expect((await move(id, 'closed')).body.status).toBe('closed');
  expectProblem(await move(id, 'cancelled'), 'record.state_conflict');
});

test('API-09: a payment that is sent again is recorded once', async () => {
  const { id } = await newOrder();
  await move(id, 'confirmed');
  const key = { 'idempotency-key': 'payment-1' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => pay(id, 350, key)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const { body } = await finance.send('GET', `/orders/${id}`);
  expect(body.payments).toHaveLength(1);
  expect(body.paid).toEqual(cny(350));
  expectProblem(await pay(id, 351, key), 'request.idempotency_mismatch');
});

test('I7: payments that arrive at once are all recorded', async () => {
  const { id } = await newOrder();
  await move(id, 'confirmed');
  const answers = await Promise.all(Array.from({ length: 4 }, () => pay(id, 1_000)));
  const recorded = answers.filter(({ status }) => status === 200).length;
  const { body } = await finance.send('GET', `/orders/${id}`);
  expect(body.paid).toEqual(cny(recorded * 1_000));
  for (const { status } of answers) expect([200, 412]).toContain(status);
});

test('what was confirmed is not repriced, and one order has one currency', async () => {
  const { id } = await newOrder();
  const patch = (version: number, body: object) =>
    sales.send('PATCH', `/orders/${id}`, { body, headers: { 'if-match': `"${version}"` } });
  const other = { amount: 100, currency: 'USD' };
  const mixed = await patch(1, { discount: other });
  expectProblem(mixed, 'request.invalid');
  expect(fieldsOf(mixed)).toEqual(['lines']);
  expect((await patch(1, { discount: cny(5_000) })).body.total).toEqual(cny(101_700));
  await move(id, 'confirmed');
  expectProblem(await patch(3, { lines: [] }), 'record.state_conflict');
  expect((await patch(3, { description: '加急' })).status).toBe(200);
});

test('AZ-06: support sees no money, sales no cost and record no payments', async () => {
  const { id } = await newOrder();
  await move(id, 'confirmed');
  const support = await cloud.as('support');
  const seen = (await support.send('GET', `/orders/${id}`)).body;
  for (const field of ['lines', 'total', 'payments', 'balance', 'paymentStatus'])
    expect(seen).not.toHaveProperty(field);
  expectProblem(await support.send('GET', '/orders?paymentStatus=unpaid'), 'request.invalid');
  const body = { amount: cny(1), paidOn: '2026-03-10' };
  expectProblem(await sales.send('POST', `/orders/${id}/payments`, { body }), 'request.forbidden');
  expectProblem(
    await sales.send('POST', '/orders', { body: { lines, cost: cny(1) } }),
    'request.forbidden',
  );
});
