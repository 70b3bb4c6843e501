import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
  await sales.send('PATCH', '/account', { body: { timeZone: 'Europe/Berlin' } });
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function newTask(values: object) {
  const answer = await sales.send('POST', '/tasks', { body: values });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
async function change(id: string, body: object) {
  const version = (await sales.send('GET', `/tasks/${id}`)).headers.get('etag') ?? '';
  return sales.send('PATCH', `/tasks/${id}`, { body, headers: { 'if-match': version } });
}
/** Sets what stands for a task done, and gives the next one its time to come. */
async function finish(id: string, body: object = { status: 'done' }) {
  const answer = await change(id, body);
  expect(answer.status, answer.text).toBe(200);
  await cloud.cloud.settle();
}
async function openTasks(subject: string) {
  const { items } = (await sales.send('GET', '/tasks?status=open')).body;
  return items.filter((each: { subject: string }) => each.subject === subject);
}

test('a task that is done brings the next one, at the hour on its owner’s clock, with its reminder', async () => {
  const first = await newTask({
    subject: '月度对账',
    dueAt: '2027-03-26T08:00:00Z',
    remindAt: '2027-03-25T08:00:00Z',
    recurrence: 'freq=weekly;byday=fr;count=3',
    tags: ['对账'],
  });
  expect(first.recurrence).toBe('FREQ=WEEKLY;BYDAY=FR;COUNT=3');
  await finish(first.id);
  const [second, ...none] = await openTasks('月度对账');
  expect(none).toEqual([]);
  expect(second).toMatchObject({
    dueAt: '2027-04-02T07:00:00.000Z',
    remindAt: '2027-04-01T07:00:00.000Z',
    recurrence: first.recurrence,
    seriesStart: first.dueAt,
    tags: ['对账'],
    ownerId: first.ownerId,
    version: 1,
  });
  const { items } = (await sales.send('GET', `/tasks/${second.id}/changes`)).body;
  expect(items).toMatchObject([{ means: 'automation', cause: `repeat ${first.id}` }]);

  await finish(second.id);
  const [third] = await openTasks('月度对账');
  await finish(third.id);
  expect(await openTasks('月度对账')).toEqual([]);
});

test('DATA-06: done twice, it brings one next task', async () => {
  const task = await newTask({
    subject: 'Once',
    dueAt: '2027-03-05T09:00:00Z',
    recurrence: 'FREQ=DAILY',
  });
  await finish(task.id);
  await finish(task.id, { status: 'open' });
  await finish(task.id);
  expect(await openTasks('Once')).toHaveLength(1);
});

test('whoever throws away what is done ends no series, however fast they are', async () => {
  const values = { subject: 'Tidy', dueAt: '2027-03-05T09:00:00Z', recurrence: 'FREQ=DAILY' };
  const task = await newTask(values);
  const done = await change(task.id, { status: 'done' });
  expect(done.status, done.text).toBe(200);
  expect((await sales.send('DELETE', `/tasks/${task.id}`)).status).toBe(204);
  await cloud.cloud.settle();
  const [next, ...none] = await openTasks('Tidy');
  expect([next.dueAt, none]).toEqual(['2027-03-06T09:00:00.000Z', []]);
});

test('a series stops when its rule is taken away, its task is cancelled or deleted', async () => {
  const values = { dueAt: '2027-03-05T09:00:00Z', recurrence: 'FREQ=MONTHLY;BYMONTHDAY=-1' };
  const stopped = await newTask({ subject: 'Stopped', ...values });
  await change(stopped.id, { recurrence: null });
  await finish(stopped.id);
  const cancelled = await newTask({ subject: 'Stopped', ...values });
  await finish(cancelled.id, { status: 'cancelled' });
  const deleted = await newTask({ subject: 'Stopped', ...values });
  await sales.send('DELETE', `/tasks/${deleted.id}`);
  await cloud.cloud.settle();
  expect(await openTasks('Stopped')).toEqual([]);
});

test('API-05: a rule that is none, or that comes from nowhere, is refused', async () => {
  const send = (body: object) => sales.send('POST', '/tasks', { body: { subject: 'No', ...body } });
  const dueAt = '2027-03-05T09:00:00Z';
  for (const recurrence of ['weekly', 'FREQ=SECONDLY', 'FREQ=DAILY;UNTIL=20270230', '', 7]) {
    const answer = await send({ dueAt, recurrence });
    expectProblem(answer, 'request.invalid');
    expect(new Set(fieldsOf(answer))).toEqual(new Set(['recurrence']));
  }
  // What is over before it begins, or never comes, would end without a word.
  const over = await send({ dueAt, recurrence: 'FREQ=DAILY;UNTIL=20270303' });
  expect(fieldsOf(over)).toEqual(['recurrence']);
  const never = await send({ dueAt, recurrence: 'FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29' });
  expect(fieldsOf(never)).toEqual(['recurrence']);
  expect((await send({ dueAt, recurrence: 'FREQ=DAILY;UNTIL=20270305' })).status).toBe(201);
  const without = await send({ recurrence: 'FREQ=DAILY' });
  expect(fieldsOf(without)).toEqual(['dueAt']);
  const task = await newTask({ subject: 'Yes', dueAt, recurrence: 'FREQ=DAILY' });
  expect(fieldsOf(await change(task.id, { dueAt: null }))).toEqual(['dueAt']);
  expect(fieldsOf(await change(task.id, { seriesStart: dueAt }))).toEqual(['seriesStart']);
});

test('the next task is about all that this one was about and that is still there', async () => {
  const create = async (plural: string, name: string) =>
    (await sales.send('POST', `/${plural}`, { body: { name } })).body.id;
  const company = { object: 'company', id: await create('companies', 'Harbour Works') };
  const contact = { object: 'contact', id: await create('contacts', 'Gone By Then') };
  const values = { dueAt: '2027-05-03T08:00:00Z', recurrence: 'FREQ=DAILY' };
  const first = await newTask({ subject: 'Look in', ...values, related: [contact, company] });
  const manager = await cloud.as('manager');
  expect((await manager.send('DELETE', `/contacts/${contact.id}`)).status).toBe(204);
  await finish(first.id);
  const [second] = await openTasks('Look in');
  expect(second.related).toEqual([company]);
});
