import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let sales: ApiClient;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
  support = await cloud.as('support');
});
afterAll(() => cloud?.close());

const inMinutes = (minutes: number) =>
  new Date(cloud.cloud.clock.now() + minutes * 60_000).toISOString();

/** Lets time pass in the steps in which the product looks at the clock. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 5) {
    await cloud.cloud.clock.advance(5 * 60_000);
    await cloud.cloud.settle();
  }
}

const mailsAbout = (text: string) =>
  cloud.cloud.outbox.list().filter((mail) => mail.text.includes(text));

test('the owner of a task is reminded once, by mail in their language', async () => {
  const body = { subject: 'Send the contract', dueAt: inMinutes(30), remindAt: inMinutes(2) };
  const task = (await sales.send('POST', '/tasks', { body })).body;
  expect(mailsAbout('Send the contract')).toEqual([]);
  await pass(15);
  const mails = mailsAbout('Send the contract');
  expect(mails.map(({ to }) => to)).toEqual([[cloud.person('sales').email]]);
  const reminded = (await sales.send('GET', `/tasks/${task.id}`)).body;
  expect(reminded.remindedAt).toBeDefined();
  const changes = (await sales.send('GET', `/tasks/${task.id}/changes`)).body.items;
  expect(changes[0]).toMatchObject({ means: 'automation', fields: ['remindedAt'] });
});

test('a task that is done reminds nobody, and a reminder that is moved comes again', async () => {
  const create = async (subject: string) =>
    (await sales.send('POST', '/tasks', { body: { subject, remindAt: inMinutes(2) } })).body.id;
  const patch = (id: string, version: number, body: object) =>
    sales.send('PATCH', `/tasks/${id}`, { body, headers: { 'if-match': `"${version}"` } });
  const done = await create('Done in time');
  const moved = await create('Moved on');
  await patch(done, 1, { status: 'done' });
  await pass(10);
  expect(mailsAbout('Done in time')).toEqual([]);
  expect(mailsAbout('Moved on')).toHaveLength(1);
  await patch(moved, 2, { remindAt: inMinutes(2) });
  await pass(10);
  expect(mailsAbout('Moved on')).toHaveLength(2);
});

test('a ticket whose time is up is overdue, once, and its owner is told', async () => {
  const body = { subject: 'Der Motor steht', priority: 'urgent' };
  const ticket = (await support.send('POST', '/tickets', { body })).body;
  expect(ticket.number).toMatch(/^T-\d{6}$/);
  await cloud.cloud.clock.advance(4 * 3_600_000);
  await cloud.cloud.settle();
  await pass(10);
  const again = await cloud.as('support');
  const overdue = (await again.send('GET', `/tickets/${ticket.id}`)).body;
  expect(overdue).toMatchObject({ isOverdue: true, version: 2 });
  const mails = mailsAbout('Der Motor steht');
  expect(mails.map(({ to }) => to)).toEqual([[cloud.person('support').email]]);
});
