import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { tableNamed } from '#test/support/expire-record';

let cloud: TestCloud;
let administrator: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
});
afterAll(() => cloud?.close());

const daysAgo = (days: number) =>
  new Date(cloud.cloud.clock.now() - days * 86_400_000).toISOString();

/** Sets what the schedule looks at: ninety days of every schedule would take longer than a test may. */
async function set(table: string, key: Record<string, string>, path: string, value: string) {
  const names = path.split('.');
  await createDocumentClient(clientOptions(cloud.deployment)).send(
    new UpdateCommand({
      TableName: tableNamed(cloud, table),
      Key: key,
      UpdateExpression: `SET ${names.map((_, at) => `#n${at}`).join('.')} = :value`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#n${at}`, name])),
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}
/** Lets the schedule run. */
async function watch() {
  await cloud.cloud.clock.advance(5 * 60_000 + 1_000);
  await cloud.cloud.settle();
}
const reviews = async () => (await administrator.send('GET', '/access-reviews')).body.reviews;
const subjects = () =>
  cloud.cloud.outbox
    .list()
    .filter(({ to }) => to.includes(cloud.person('administrator').email))
    .map(({ subject }) => subject);

it('opens a review by itself after ninety days, once, and calls it to mind until it is done', async () => {
  await watch();
  expect(await reviews()).toEqual([]);
  const first = [...cloud.people].map(({ userId }) => userId).toSorted()[0]!;
  await set('Identity', { pk: `user#${first}`, sk: 'principal' }, 'createdAt', daysAgo(89));
  await watch();
  expect(await reviews()).toEqual([]);
  await set('Identity', { pk: `user#${first}`, sk: 'principal' }, 'createdAt', daysAgo(91));
  await watch();
  await watch();
  const [review, ...others] = await reviews();
  expect(others).toEqual([]);
  expect(review).toMatchObject({ state: 'open', people: cloud.people.length });
  const due = Date.parse(review.dueAt) - Date.parse(review.openedAt);
  expect(due).toBe(14 * 86_400_000);
  expect(subjects()).toEqual(['An access review is open']);

  const key = { pk: `access-review#${review.reviewId}`, sk: 'review' };
  await set('Jobs', key, 'review.dueAt', daysAgo(-6));
  await watch();
  expect(subjects()).toHaveLength(2);
  await set('Jobs', key, 'review.dueAt', daysAgo(0));
  await watch();
  await watch();
  expect(subjects().at(-1)).toBe('An access review is overdue');
  expect(subjects()).toHaveLength(3);
  expect(await reviews()).toMatchObject([{ state: 'overdue' }]);
});

it('names whom to look at first, and leaves all of it in the evidence', async () => {
  const [{ reviewId }] = await reviews();
  const path = `/access-reviews/${reviewId}`;
  const { body } = await administrator.send('GET', path);
  const { userId } = cloud.person('administrator');
  expect(body.attention).toEqual({
    undecided: body.lines.map((line: { userId: string }) => line.userId),
    dormant: [],
    withoutSecondFactor: [userId],
  });
  const json = (await administrator.send('GET', `${path}/evidence?format=json`)).body;
  expect(json).toMatchObject({ reviewId, dueAt: expect.any(String), openedBy: expect.any(String) });
  const { text } = await administrator.send('GET', `${path}/evidence`);
  const [head = '', ...rows] = text.trim().split('\r\n');
  for (const column of ['withoutSecondFactor', 'lastUsed', 'reviewDueAt', 'decidedBy'])
    expect(head).toContain(column);
  expect(rows.filter((row) => row.startsWith(userId)).every((row) => row.includes(',true,'))).toBe(
    true,
  );
});
