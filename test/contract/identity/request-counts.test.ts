import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoOrganisationEvents } from '#shared/auth/dynamo-organisation-events';
import { createDynamoRequestCounts } from '#shared/auth/dynamo-request-counts';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import type { Caller } from '#shared/auth/request-counts';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate } from './people.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = await openTestIdentity();
});
afterEach(() => identity.close());

const countsOf = ({ documents, table }: TestIdentity) =>
  createDynamoRequestCounts(documents, table);
const windowAt = (from: number) => ({ from, until: from + 60 });
const key: Caller = {
  ...{ kind: 'key', id: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE', userId: 'sam', locale: 'en' },
  credential: { pk: 'key#none', sk: 'key' },
};

test('API-19: what environments count comes to one sum per caller and part of a window', async () => {
  const [one, two] = [countsOf(identity), countsOf(identity)];
  const added = await Promise.all(
    [3, 5, 7].map((count, each) => (each ? one : two).add('person#sam', windowAt(0), 9, count)),
  );
  expect(Math.max(...added.map((parts) => parts[9] ?? 0))).toBe(15);
  const parts = await two.add('person#sam', windowAt(0), 59, 2);
  expect([parts[9], parts[58], parts[59]]).toEqual([15, undefined, 2]);
  expect((await two.add('person#sam', windowAt(60), 9, 1))[9]).toBe(1);
  expect((await two.add('person#eve', windowAt(0), 9, 1))[9]).toBe(1);
  expect(await one.read('person#sam', windowAt(0))).toEqual(parts);
  expect(await one.read('person#nobody', windowAt(0))).toEqual(parts.map(() => undefined));
});

test('API-19: a pause is told once a window, whoever finds it, and never brings back what has ended', async () => {
  const events = createDynamoOrganisationEvents(identity);
  const at = identity.clock.now();
  const from = Math.floor(at.getTime() / 1_000);
  for (const counts of [countsOf(identity), countsOf(identity)]) {
    await counts.tell(key, windowAt(from), at).catch(() => undefined);
    await counts.pause(key, at).catch(() => undefined);
  }
  const { events: told } = await events.list();
  expect(told).toEqual([
    expect.objectContaining({ name: 'api_key.paused', userId: 'sam', keyId: key.id }),
  ]);
  expect(await identity.dump()).not.toContain('key#none');
  await countsOf(identity).tell(key, windowAt(from + 60), at);
  expect((await events.list()).events).toHaveLength(2);
});

test('API-19: an environment that has never seen a person refuses a session that another has paused', async () => {
  const requestLimits = { person: 60, key: 60 };
  const { token } = await activate(identity, 'sam');
  const gate = () => createDynamoGate({ ...identity, requestLimits });
  const ask = (at: ReturnType<typeof gate>) => at.admit({ token, via: 'bearer' });
  const busy = gate();
  for (let each = 0; each < requestLimits.person; each += 1) await ask(busy);
  identity.requests();
  const refused = { code: 'request.too_many', details: { quota: { name: 'person', most: 60 } } };
  await expect(ask(gate())).rejects.toMatchObject(refused);
  expect(identity.requests()).toEqual(['BatchGetItem']);
  // The one that paused them does not even look.
  await expect(ask(busy)).rejects.toMatchObject(refused);
  expect(identity.requests()).toEqual([]);
  identity.pass(2);
  await expect(ask(busy)).resolves.toMatchObject({ name: 'sam' });
  await expect(createDynamoSessions(identity).tokens(token)).resolves.toBeDefined();
});
