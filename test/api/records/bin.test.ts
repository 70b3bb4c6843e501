import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());

async function make(path: string, body: object) {
  const answer = await manager.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const get = (path: string) => manager.send('GET', path);
const remove = (path: string) => manager.send('DELETE', path);
const restore = (path: string) => manager.send('POST', `${path}/restore`);
const idsIn = async (path: string) =>
  (await get(path)).body.items.map(({ id }: { id: string }) => id);

test('what is deleted lies in the bin and comes back as it was', async () => {
  const contact = await make('/contacts', { name: 'Ann', email: 'ann@example.com' });
  const path = `/contacts/${contact.id}`;
  expect((await remove(path)).status).toBe(204);
  expectProblem(await get(path), 'request.not_found');
  const { body } = await get('/bin/contacts');
  expect(body.items).toMatchObject([{ id: contact.id, name: 'Ann', version: 2 }]);
  const days = (Date.parse(body.items[0].expiresAt) - cloud.cloud.clock.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
  const restored = await restore(path);
  expect(restored.body).toMatchObject({ name: 'Ann', email: 'ann@example.com', version: 3 });
  expect(await idsIn('/contacts?email=ann@example.com')).toEqual([contact.id]);
  expect(await idsIn('/bin/contacts')).toEqual([]);
  const changes = (await get(`${path}/changes`)).body.items;
  expect(changes.map(({ action }: { action: string }) => action)).toEqual([
    'restored',
    'deleted',
    'created',
  ]);
  expect((await restore(path)).body.version).toBe(3);
});

test('I1: a value taken meanwhile is not taken back', async () => {
  const first = await make('/contacts', { name: 'One', email: 'same@example.com' });
  await remove(`/contacts/${first.id}`);
  const second = await make('/contacts', { name: 'Two', email: 'same@example.com' });
  const refused = await restore(`/contacts/${first.id}`);
  expectProblem(refused, 'record.duplicate');
  expect(refused.body.conflictsWith).toBe(second.id);
  expect(await idsIn('/bin/contacts')).toEqual([first.id]);
});

test('I4: what it belongs to has to be there', async () => {
  const company = await make('/companies', { name: 'Acme' });
  const contact = await make('/contacts', { name: 'Ann', companyId: company.id });
  await remove(`/contacts/${contact.id}`);
  await remove(`/companies/${company.id}`);
  expectProblem(await restore(`/contacts/${contact.id}`), 'record.reference_missing');
  expect((await restore(`/companies/${company.id}`)).status).toBe(200);
  expect((await restore(`/contacts/${contact.id}`)).status).toBe(200);
});

test('the bin shows only what its reader may delete', async () => {
  const sales = await cloud.as('sales');
  const own = (await sales.send('POST', '/tasks', { body: { subject: 'Mine' } })).body;
  const other = await make('/tasks', { subject: 'Not mine' });
  await sales.send('DELETE', `/tasks/${own.id}`);
  await remove(`/tasks/${other.id}`);
  const bin = (await sales.send('GET', '/bin/tasks')).body.items;
  expect(bin.map(({ id }: { id: string }) => id)).toEqual([own.id]);
  expectProblem(await sales.send('POST', `/tasks/${other.id}/restore`), 'request.forbidden');
  expectProblem(await sales.send('GET', '/bin/contacts'), 'request.forbidden');
});

test('a timeline merges changes, activities and tasks, page by page', async () => {
  const contact = await make('/contacts', { name: 'Tim' });
  const related = [{ object: 'contact', id: contact.id }];
  const at = (hours: number) => new Date(cloud.cloud.clock.now() - hours * 3_600_000).toISOString();
  for (const hours of [3, 1, 2])
    await make('/activities', {
      type: 'call',
      subject: `Call ${hours}`,
      happenedAt: at(hours),
      related,
    });
  await make('/tasks', { subject: 'Later', dueAt: at(-1), related });
  const path = `/contacts/${contact.id}/timeline?limit=2`;
  const kinds: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await get(`${path}${cursor ? `&cursor=${cursor}` : ''}`);
    for (const item of body.items) kinds.push(item.values?.subject ?? item.change.action);
    cursor = body.nextCursor;
  } while (cursor);
  expect(kinds).toEqual(['Later', 'created', 'Call 1', 'Call 2', 'Call 3']);
});

function records() {
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  const TableName = cloud.cloud
    .resources('AWS::DynamoDB::Table')
    .find(({ identity }) => identity.ref.includes('Records'))?.identity.ref;
  return { documents, TableName };
}

/** The sort keys of all items that a record has in its partition. */
async function itemsOf(pk: string): Promise<string[]> {
  const { documents, TableName } = records();
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  return Items.map((item) => String(item['sk']));
}

/** Thirty days later: a month of every schedule would take longer than the test may. */
async function expire(pk: string): Promise<void> {
  const { documents, TableName } = records();
  const binned = { TableName, Key: { pk, sk: 'record' } };
  const { Item } = await documents.send(new GetCommand(binned));
  expect(Item).toMatchObject({ status: 'deleted' });
  await documents.send(
    new UpdateCommand({
      ...binned,
      UpdateExpression: 'SET expiresAt = :past',
      ExpressionAttributeValues: { ':past': Math.floor(cloud.cloud.clock.now() / 1_000) - 1 },
    }),
  );
  await cloud.cloud.clock.advance(60 * 60_000);
  await cloud.cloud.settle();
  manager = await cloud.as('manager');
}

test('after thirty days it has gone with its changes and shares, and nothing points to it', async () => {
  const contact = await make('/contacts', { name: 'Gone', email: 'gone@example.com' });
  const { userId } = cloud.person('support');
  await make('/shares', { object: 'contact', recordId: contact.id, userId, level: 'read' });
  const related = [{ object: 'contact', id: contact.id }];
  const activity = await make('/activities', { type: 'note', subject: 'About Gone', related });
  await remove(`/contacts/${contact.id}`);
  const pk = `contact#${contact.id}`;
  expect(await itemsOf(pk)).toContain(`share#user#${userId}`);
  await expire(pk);
  expect(await itemsOf(pk)).toEqual([]);
  expect(await idsIn('/bin/contacts')).not.toContain(contact.id);
  expectProblem(await restore(`/contacts/${contact.id}`), 'request.not_found');
  const left = (await get(`/activities/${activity.id}`)).body;
  expect(left).not.toHaveProperty('related');
  expect(left.version).toBe(2);
});
