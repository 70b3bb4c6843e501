import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
});
afterAll(() => cloud?.close());

async function newDeal(values: object = {}) {
  const body = { name: '年度采购', amount: { amount: 999, currency: 'CNY' }, ...values };
  const answer = await sales.send('POST', '/deals', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

const move = (id: string, stage: string, reason?: string) =>
  sales.send('POST', `/deals/${id}/stage`, { body: { stage, reason } });

test('a deal starts at the first stage, its weighted amount rounded half away from zero', async () => {
  expect(await newDeal()).toMatchObject({
    pipeline: 'sales',
    stage: 'qualification',
    status: 'open',
    probability: 10,
    weightedAmount: { amount: 100, currency: 'CNY' },
  });
});

test('a deal moves on, is won with a reason and opened again', async () => {
  const { id } = await newDeal();
  const proposal = await move(id, 'proposal');
  expect(proposal.body).toMatchObject({ probability: 50, weightedAmount: { amount: 500 } });
  const unexplained = await move(id, 'won');
  expectProblem(unexplained, 'request.invalid');
  expect(fieldsOf(unexplained)).toEqual(['reason']);
  const won = await move(id, 'won', 'price');
  expect(won.body).toMatchObject({ status: 'won', probability: 100, closeReason: 'price' });
  expect(won.body.closedAt).toBeDefined();
  expectProblem(await move(id, 'lost', 'price'), 'record.state_conflict');
  const reopened = await move(id, 'negotiation');
  expect(reopened.body).toMatchObject({ status: 'open', probability: 75 });
  expect(reopened.body).not.toHaveProperty('closedAt');
});

test('moving where it is already writes nothing', async () => {
  const { id } = await newDeal({ stage: 'proposal' });
  expect((await move(id, 'proposal')).body.version).toBe(1);
});

test('a stage that there is not is refused, and no patch takes one', async () => {
  const { id } = await newDeal();
  expectProblem(await move(id, 'dreaming'), 'request.invalid');
  const patched = await sales.send('PATCH', `/deals/${id}`, {
    body: { stage: 'won' },
    headers: { 'if-match': '"1"' },
  });
  expectProblem(patched, 'request.invalid');
});

test('deals are listed by stage and under their company and contact', async () => {
  const company = (await sales.send('POST', '/companies', { body: { name: 'Acme' } })).body.id;
  const contact = (await sales.send('POST', '/contacts', { body: { name: 'Ann' } })).body.id;
  const { id } = await newDeal({ companyId: company, contactId: contact, stage: 'needs-analysis' });
  const ids = async (query: string) =>
    (await sales.send('GET', `/deals?${query}`)).body.items.map((each: { id: string }) => each.id);
  expect(await ids('stage=needs-analysis')).toEqual([id]);
  expect(await ids(`companyId=${company}`)).toEqual([id]);
  expect(await ids(`contactId=${contact}`)).toEqual([id]);
  expect(await ids(`contactId=${contact}&status=won`)).toEqual([]);
  expect(await ids(`ownerId=${cloud.person('sales').userId}&stage=needs-analysis`)).toEqual([id]);
});

test('I7: of many who move it at once every move counts or says that it did not', async () => {
  const { id } = await newDeal();
  const stages = ['needs-analysis', 'proposal', 'negotiation'];
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => move(id, stages[index % 3]!)),
  );
  const done = answers.filter(({ status }) => status === 200);
  const { body } = await sales.send('GET', `/deals/${id}/changes?limit=100`);
  const versions = body.items.map(({ version }: { version: number }) => version);
  expect(new Set(versions).size).toBe(versions.length);
  expect(Math.max(...done.map((each) => each.body.version))).toBe(Math.max(...versions));
  for (const answer of answers) expect([200, 412]).toContain(answer.status);
});
