import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { placesOf } from '#test/support/canary';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
  administrator = await cloud.as('administrator');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again, and proves once more who asks. */
beforeEach(async () => {
  await cloud.cloud.clock.advance(2_000);
  administrator = await stepUp(administrator, cloud.person('administrator').password);
});

async function create(plural: string, body: object) {
  const answer = await manager.send('POST', `/${plural}`, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
async function ended(kind: 'exports' | 'erasures', id: string, reason: string) {
  const body = { subjects: [{ object: 'contact', id }], reason };
  const started = await administrator.send('POST', `/person-requests/${kind}`, { body });
  expect(started.status, started.text).toBe(202);
  await cloud.cloud.settle();
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  const answer = await administrator.send('GET', `/person-requests/${started.body.id}`);
  expect(answer.body, answer.text).toMatchObject({ state: 'done' });
  return answer.body;
}

it('PRIV-01, PRIV-02: an export and an erasure reach all that hangs on a person, however much it is', async () => {
  const { id } = await create('contacts', { name: 'Much Called', email: 'much@canary.example' });
  const calls = 130;
  const subject = 'What they said about their illness';
  for (let each = 0; each < calls; each += 2)
    await Promise.all(
      [1, 2].map(() =>
        create('activities', { type: 'call', subject, related: [{ object: 'contact', id }] }),
      ),
    );
  const { link } = await ended('exports', id, 'Asked in writing.');
  const file = JSON.parse(await (await fetch(link)).text());
  expect(file.related).toHaveLength(calls);

  const { receipt } = await ended('erasures', id, 'Asked in writing.');
  expect(receipt.erased).toEqual({ contact: 1, activity: calls });
  const { body } = await manager.send('GET', '/activities?limit=100');
  expect(body.items).toEqual([]);
});

it('PRIV-02: an erasure takes the files of earlier exports, and the name out of their reasons', async () => {
  const name = 'Aurelia Canary';
  const { id } = await create('contacts', { name, email: 'aurelia@canary.example' });
  const other = await create('contacts', { name: 'Somebody Else' });
  const exported = await ended('exports', id, `${name} asked by letter.`);
  const others = await ended('exports', other.id, `Like ${name}, by letter.`);
  expect((await fetch(exported.link)).status).toBe(200);
  const { receipt } = await ended('erasures', id, 'Asked in writing.');
  expect(receipt.erased).toEqual({ contact: 1 });

  const read = async ({ id: requestId }: { id: string }) =>
    (await administrator.send('GET', `/person-requests/${requestId}`)).body;
  const after = await read(exported);
  expect(after).toMatchObject({
    reason: '[erased] asked by letter.',
    fileErasedAt: expect.any(String),
  });
  expect(after.link).toBeUndefined();
  expect((await fetch(exported.link)).status).toBe(404);
  const kept = await read(others);
  expect(kept).toMatchObject({ reason: 'Like [erased], by letter.', link: expect.any(String) });
  expect((await fetch(kept.link)).status).toBe(200);
  expect(await placesOf(cloud, ['aurelia'])).toEqual([]);
});
