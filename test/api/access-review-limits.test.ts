import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { toLineItem } from '#shared/access-reviews/review-item';
import { createDocumentClient } from '#shared/data/document-client';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { tableNamed } from '#test/support/expire-record';
import { hire, stepUp } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again, and proves once more who decides. */
beforeEach(async () => {
  await cloud.cloud.clock.advance(2_000);
  administrator = await cloud.as('administrator');
});

const open = async () => (await administrator.send('POST', '/access-reviews')).body.reviewId;
const decide = (client: ApiClient, reviewId: string, body: object) =>
  client.send('POST', `/access-reviews/${reviewId}/decisions`, {
    body: { reason: 'Agreed with the team', ...body },
  });
const userOf = async (userId: string) => (await administrator.send('GET', `/users/${userId}`)).body;

it('AZ-13: nobody decides about somebody who was given a higher role since the review was opened', async () => {
  const names = { en: 'Reviewer', zh: '复核员' };
  const { body: sales } = await administrator.send('GET', '/roles/sales');
  const made = await administrator.send('POST', '/roles', {
    body: {
      ...{ roleId: 'reviewer', names, grants: sales.grants },
      duties: [...sales.duties, 'access.review'],
    },
  });
  expect(made.status, made.text).toBe(201);
  const reviewer = await hire(cloud, administrator, {
    email: 'reviewer@example.com',
    role: 'reviewer',
  });
  const risen = await hire(cloud, administrator, { email: 'risen@example.com', role: 'sales' });
  const reviewId = await open();
  const version = (await administrator.send('GET', `/users/${risen.userId}`)).headers.get('etag');
  const promoted = await administrator.send('PATCH', `/users/${risen.userId}`, {
    body: { role: 'administrator' },
    headers: { 'if-match': version ?? '' },
  });
  expect(promoted.status, promoted.text).toBe(200);
  const client = await stepUp(reviewer.client, reviewer.password);
  for (const decision of [{ kind: 'revoke' }, { kind: 'change', roleId: 'sales' }]) {
    const refused = await decide(client, reviewId, { userId: risen.userId, ...decision });
    expectProblem(refused, 'role.above_own');
  }
  expect(await userOf(risen.userId)).toMatchObject({ role: 'administrator', status: 'active' });
});

it('of two who decide otherwise at the same time one is refused, and what was done is what was decided', async () => {
  const hired = await hire(cloud, administrator, {
    email: 'second-administrator@example.com',
    role: 'administrator',
  });
  const second = await stepUp(hired.client, hired.password);
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      hire(cloud, administrator, { email: `decided-${at}@example.com`, role: 'sales' }),
    ),
  );
  const reviewId = await open();
  for (const { userId } of people) {
    const answers = await Promise.all([
      decide(administrator, reviewId, { userId, kind: 'revoke' }),
      decide(second, reviewId, { userId, kind: 'keep' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const decided = answers.find(({ status }) => status === 200)?.body.decision.kind;
    const { status } = await userOf(userId);
    expect(status).toBe(decided === 'revoke' ? 'disabled' : 'active');
  }
});

it('shows and hands out a review of more people than an answer of a function holds', async () => {
  const reviewId = await open();
  const { body } = await administrator.send('GET', `/access-reviews/${reviewId}`);
  const known = body.lines.find(({ roleId }: { roleId: string }) => roleId === 'administrator');
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  const table = tableNamed(cloud, 'Jobs');
  const many = 1_000;
  for (let start = 0; start < many; start += 25)
    await documents.send(
      new BatchWriteCommand({
        RequestItems: {
          [table]: Array.from({ length: 25 }, (_, at) => {
            const userId = `01K${String(start + at).padStart(23, '0')}`;
            return { PutRequest: { Item: toLineItem(reviewId, { ...known, userId }) } };
          }),
        },
      }),
    );
  const shown = await administrator.send('GET', `/access-reviews/${reviewId}`);
  expect(shown.status, shown.text.slice(0, 200)).toBe(200);
  expect(shown.body.lines).toHaveLength(body.lines.length + many);
  const csv = await administrator.send('GET', `/access-reviews/${reviewId}/evidence`);
  expect(csv.status, csv.text.slice(0, 200)).toBe(200);
  expect(csv.text.length).toBeGreaterThan(6_300_000);
  expect(csv.headers.get('content-encoding')).toBe('gzip');
});
