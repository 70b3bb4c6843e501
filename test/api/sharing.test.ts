import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleTeamId } from '#infra/example/people';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type Hired, hire } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;
/** Reads, changes and shares what is their own, nothing else. */
let loner: Hired;
/** As the loner, in the example team. */
let member: Hired;

const grants = [
  { object: 'contact', actions: ['create', 'read', 'update'], scope: 'own' },
  { object: 'company', actions: ['read'], scope: 'own', hidden: ['creditLimit'] },
];

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager] = await Promise.all([cloud.as('administrator'), cloud.as('manager')]);
  const names = { en: 'Loner', zh: '独立' };
  const body = { roleId: 'loner', names, grants, duties: ['records.share'] };
  await administrator.send('POST', '/roles', { body });
  loner = await hire(cloud, administrator, { email: 'loner@example.com', role: 'loner' });
  member = await hire(cloud, administrator, {
    email: 'member@example.com',
    role: 'loner',
    teamId: exampleTeamId,
  });
});

afterAll(() => cloud?.close());

async function contact(name: string, client = manager): Promise<string> {
  return (await client.send('POST', '/contacts', { body: { name } })).body.id;
}

function share(recordId: string, more: object = {}, client = manager) {
  const body = { object: 'contact', recordId, userId: loner.userId, level: 'read', ...more };
  return client.send('POST', '/shares', { body });
}

const patch = (client: ApiClient, id: string, body: object, version = 1) =>
  client.send('PATCH', `/contacts/${id}`, { body, headers: { 'if-match': `"${version}"` } });

async function listed(client: ApiClient, query = ''): Promise<string[]> {
  const { body } = await client.send('GET', `/contacts${query}`);
  return body.items.map(({ id }: { id: string }) => id);
}

/** What a search for contacts shows, and how many it counts. */
async function found(client: ApiClient, q: string) {
  await cloud.cloud.settle();
  await cloud.cloud.clock.advance(1_000);
  const path = `/search?objects=contact&q=${encodeURIComponent(q)}`;
  const { body, text } = await client.send('GET', path);
  expect(body, text).toHaveProperty('items');
  return {
    ids: body.items.map(({ id }: { id: string }) => id),
    count: body.counts[0]?.count ?? 0,
  };
}

const one = (id: string) => ({ ids: [id], count: 1 });
const nothing = { ids: [], count: 0 };

describe('search for what is shared', () => {
  it('finds it for the recipient and the team, under its name of now, until the share ends', async () => {
    const id = await contact('Quentin Xavier');
    expect(await found(loner.client, 'quentin')).toEqual(nothing);
    const { shareId } = (await share(id)).body;
    expect(await found(loner.client, 'quentin xav')).toEqual(one(id));
    expect(await found(member.client, 'quentin')).toEqual(nothing);
    await share(id, { userId: undefined, teamId: exampleTeamId });
    expect(await found(member.client, 'quentin')).toEqual(one(id));

    await patch(manager, id, { name: '夏维 Yolanda' });
    expect(await found(loner.client, 'quentin')).toEqual(nothing);
    expect(await found(loner.client, 'yol')).toEqual(one(id));
    expect(await found(member.client, '夏')).toEqual(one(id));

    await manager.send('DELETE', `/contacts/${id}`);
    expect(await found(loner.client, 'yol')).toEqual(nothing);
    await manager.send('POST', `/contacts/${id}/restore`);
    expect(await found(loner.client, 'yol')).toEqual(one(id));

    await loner.client.send('DELETE', `/shares/${encodeURIComponent(shareId)}`);
    expect(await found(loner.client, 'yol')).toEqual(nothing);
    expect(await found(member.client, 'yol')).toEqual(one(id));
  });

  it('DATA-08: counts it no more from its date on, swept or not', async () => {
    const id = await contact('Ursula Dated');
    const until = new Date(cloud.cloud.clock.now() + 60_000).toISOString();
    await share(id, { until });
    expect(await found(loner.client, 'ursula')).toEqual(one(id));
    await cloud.cloud.clock.advance(61_000);
    expect(await found(loner.client, 'ursula')).toEqual(nothing);
  });
});

describe('sharing a record', () => {
  it('opens it for one person, to read, then to change, and in their lists', async () => {
    const id = await contact('Shared Ann');
    const own = await contact('Own Bo', loner.client);
    expectProblem(await loner.client.send('GET', `/contacts/${id}`), 'request.not_found');
    expect(await listed(loner.client)).not.toContain(id);

    const given = await share(id);
    expect(given.body).toMatchObject({ userId: loner.userId, level: 'read' });
    expect((await loner.client.send('GET', `/contacts/${id}`)).body.name).toBe('Shared Ann');
    expect((await loner.client.send('GET', `/contacts/${id}/changes`)).status).toBe(200);
    await cloud.cloud.settle();
    expect(await listed(loner.client)).toEqual([own, id]);
    expect(await listed(loner.client, '?limit=1')).toEqual([own]);
    expectProblem(await patch(loner.client, id, { name: 'Ann' }), 'request.forbidden');
    expectProblem(await member.client.send('GET', `/contacts/${id}`), 'request.not_found');

    expect((await share(id, { level: 'edit' })).status).toBe(201);
    expect((await patch(loner.client, id, { jobTitle: 'Buyer' })).body).toMatchObject({
      version: 2,
    });
    expectProblem(await loner.client.send('DELETE', `/contacts/${id}`), 'request.forbidden');
    const mine = await loner.client.send('GET', '/shares');
    expect(mine.body.shares).toContainEqual({
      ...given.body,
      level: 'edit',
      sharedAt: expect.anything(),
    });
  });

  it('opens it for a team, as it is then', async () => {
    const id = await contact('Team Cy');
    await share(id, { userId: undefined, teamId: exampleTeamId });
    expect((await member.client.send('GET', `/contacts/${id}`)).status).toBe(200);
    expectProblem(await loner.client.send('GET', `/contacts/${id}`), 'request.not_found');
    await cloud.cloud.settle();
    expect(await listed(member.client)).toContain(id);
    const shares = await manager.send('GET', `/shares?object=contact&recordId=${id}`);
    expect(shares.body.shares).toMatchObject([{ teamId: exampleTeamId, level: 'read' }]);
  });

  it('AZ-07: leaves hidden what the recipient’s role hides', async () => {
    const creditLimit = { amount: 100_000, currency: 'CNY' };
    const made = await manager.send('POST', '/companies', { body: { name: 'Acme', creditLimit } });
    await share(made.body.id, { object: 'company', level: 'edit' });
    const seen = await loner.client.send('GET', `/companies/${made.body.id}`);
    expect(seen.body).toMatchObject({ name: 'Acme' });
    expect(seen.body).not.toHaveProperty('creditLimit');
    const headers = { 'if-match': '"1"' };
    const path = `/companies/${made.body.id}`;
    const changed = await loner.client.send('PATCH', path, { body: { name: 'B' }, headers });
    expectProblem(changed, 'request.forbidden');
  });

  it('is ended by whoever may share, and by the recipient, once', async () => {
    const id = await contact('Ended Di');
    const { shareId } = (await share(id)).body;
    expectProblem(
      await member.client.send('DELETE', `/shares/${encodeURIComponent(shareId)}`),
      'request.not_found',
    );
    const path = `/shares/${encodeURIComponent(shareId)}`;
    expect((await loner.client.send('DELETE', path)).status).toBe(204);
    expectProblem(await manager.send('DELETE', path), 'request.not_found');
    expectProblem(await loner.client.send('GET', `/contacts/${id}`), 'request.not_found');
    await share(id);
    expect((await manager.send('DELETE', path)).status).toBe(204);
    expectProblem(await loner.client.send('GET', `/contacts/${id}`), 'request.not_found');
  });

  it('DATA-08: ends at its date, swept or not', async () => {
    const id = await contact('Dated Ed');
    const until = new Date(cloud.cloud.clock.now() + 60_000).toISOString();
    await share(id, { until, level: 'edit' });
    expect((await loner.client.send('GET', `/contacts/${id}`)).status).toBe(200);
    await cloud.cloud.settle();
    await cloud.cloud.clock.advance(61_000);
    expectProblem(await loner.client.send('GET', `/contacts/${id}`), 'request.not_found');
    expectProblem(await patch(loner.client, id, { name: 'X' }), 'request.not_found');
    expect(await listed(loner.client)).not.toContain(id);
    expect((await loner.client.send('GET', '/shares')).body.shares).not.toContainEqual(
      expect.objectContaining({ recordId: id }),
    );
  });

  it('AZ-13: gives nobody more than the sharer has, and passes no share on', async () => {
    const id = await contact('Foreign Fay');
    const before = await stateOf(cloud);
    expectProblem(await share(id, { userId: member.userId }, loner.client), 'request.not_found');
    expect(await changesSince(before, cloud)).toEqual([]);
    await share(id, { level: 'edit' });
    expectProblem(await share(id, { userId: member.userId }, loner.client), 'request.forbidden');
    const support = await cloud.as('support');
    const made = await manager.send('POST', '/companies', { body: { name: 'Only read' } });
    expectProblem(await share(made.body.id, { object: 'company' }, support), 'request.forbidden');
  });

  it('AZ-04: refuses strangers, unknown records and times that are over', async () => {
    const id = await contact('Faulty Gil');
    expectProblem(await share(unknownId), 'request.not_found');
    expectProblem(await share(id, { userId: unknownId }), 'record.reference_missing');
    expectProblem(await share(id, { until: '2020-01-01T00:00:00Z' }), 'request.invalid');
    expectProblem(await share(id, { teamId: exampleTeamId }), 'request.invalid');
  });
});
