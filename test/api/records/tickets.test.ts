import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  support = await cloud.as('support');
});
afterAll(() => cloud?.close());

const hours = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 3_600_000;

async function newTicket(values: object = {}) {
  const body = { subject: '无法启动', priority: 'high', ...values };
  const answer = await support.send('POST', '/tickets', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const post = (id: string, operation: string, body?: object) =>
  support.send('POST', `/tickets/${id}/${operation}`, body ? { body } : {});

test('a ticket has a number and deadlines by its priority', async () => {
  const ticket = await newTicket();
  expect(ticket).toMatchObject({ status: 'new' });
  expect(ticket.number).toMatch(/^T-\d{6}$/);
  expect(hours(ticket.createdAt, ticket.firstResponseDueAt)).toBe(4);
  expect(hours(ticket.createdAt, ticket.resolutionDueAt)).toBe(24);
});

test('the first answer opens it, and only the first counts', async () => {
  const { id } = await newTicket();
  const first = (await post(id, 'respond')).body;
  expect(first).toMatchObject({ status: 'open', version: 2 });
  expect((await post(id, 'respond')).body.firstRespondedAt).toBe(first.firstRespondedAt);
});

test('its clock stands still while the customer is waited for', async () => {
  const { id, resolutionDueAt } = await newTicket();
  await post(id, 'status', { status: 'waiting' });
  await cloud.cloud.clock.advance(20 * 60_000);
  const { body } = await post(id, 'status', { status: 'open' });
  expect(hours(resolutionDueAt, body.resolutionDueAt) * 60).toBeGreaterThanOrEqual(20);
  expect(hours(resolutionDueAt, body.resolutionDueAt) * 60).toBeLessThan(25);
});

test('it is resolved, closed and opened again, but goes no other way', async () => {
  const { id } = await newTicket();
  const resolved = await post(id, 'status', { status: 'resolved', resolution: '已更换主板。' });
  expect(resolved.body).toMatchObject({ status: 'resolved', resolution: '已更换主板。' });
  expectProblem(await post(id, 'status', { status: 'waiting' }), 'record.state_conflict');
  expectProblem(await post(id, 'escalate', { reason: 'Again' }), 'record.state_conflict');
  expect((await post(id, 'status', { status: 'closed' })).body.status).toBe('closed');
  const reopened = (await post(id, 'status', { status: 'open' })).body;
  expect(reopened).not.toHaveProperty('resolvedAt');
});

test('escalating raises level and priority and hands it over', async () => {
  const { id, resolutionDueAt } = await newTicket();
  const ownerId = cloud.person('manager').userId;
  const { body } = await post(id, 'escalate', { reason: '产线停了', ownerId });
  expect(body).toMatchObject({ escalation: 1, priority: 'urgent', ownerId });
  expect(Date.parse(body.resolutionDueAt)).toBeLessThan(Date.parse(resolutionDueAt));
  await post(id, 'escalate', { reason: 'Still down' });
  await post(id, 'escalate', { reason: 'Still down' });
  expectProblem(await post(id, 'escalate', { reason: 'Still down' }), 'record.state_conflict');
  const changes = (await support.send('GET', `/tickets/${id}/changes`)).body.items;
  expect(changes).toHaveLength(4);
  expect(changes.at(-2).values.ownerId).toMatchObject({ to: ownerId });
});
