import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleTeamId } from '#infra/example/people';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type Hired, hire, stepUp } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;
let gone: Hired;
let successorId: string;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager] = await Promise.all([cloud.as('administrator'), cloud.as('manager')]);
  successorId = cloud.person('manager').userId;
  const email = 'leaver@example.com';
  gone = await hire(cloud, administrator, { email, role: 'sales', teamId: exampleTeamId });
});
afterAll(() => cloud?.close());

const post = async (client: ApiClient, path: string, body: object) => {
  const answer = await client.send('POST', path, { body });
  expect([path, answer.status]).toEqual([path, 201]);
  return answer.body;
};
const contact = async (client: ApiClient, name: string) =>
  (await post(client, '/contacts', { name })).id as string;
const shareOf = (recordId: string, userId: string) =>
  ({ object: 'contact', recordId, userId, level: 'read' }) as const;
const view = (name: string, audience: string) =>
  post(gone.client, '/views', { name, object: 'contact', audience });
const start = (body: object) =>
  administrator.send('POST', `/users/${gone.userId}/off-boarding`, {
    body: { reason: 'Leaves the company.', ...body },
  });
const preview = async () =>
  (await administrator.send('GET', `/users/${gone.userId}/off-boarding/preview`)).body;
const sharesOf = async (recordId: string) =>
  (await manager.send('GET', `/shares?object=contact&recordId=${recordId}`)).body.shares;

describe('what somebody who leaves has besides records', () => {
  let theirs: string;
  let opened: string;
  let foreign: string;
  let views: Record<'own' | 'team' | 'everybody', { viewId: string }>;
  let reviewId: string;

  test('AUTH-09: is counted kind by kind before anything is done', async () => {
    const { userId: supportId } = cloud.person('support');
    theirs = await contact(gone.client, 'Shared with support');
    opened = await contact(gone.client, 'Shared with the successor');
    foreign = await contact(manager, 'Shared with the leaver');
    await post(gone.client, '/shares', shareOf(theirs, supportId));
    await post(gone.client, '/shares', shareOf(opened, successorId));
    await post(manager, '/shares', shareOf(foreign, gone.userId));
    views = {
      own: await view('Mine', 'own'),
      team: await view('Ours', 'team'),
      everybody: await view('For all', 'everybody'),
    };
    ({ reviewId } = await post(administrator, '/access-reviews', {}));
    expect(await preview()).toEqual({
      records: { contact: 2 },
      belongings: {
        passkeys: 0,
        apiKeys: 0,
        reports: 0,
        privateViews: 1,
        sharedViews: 2,
        accessDecisions: 1,
        sharesWithThem: 1,
        sharesByThem: 2,
      },
      sessions: 1,
      needsSuccessor: true,
    });
    expect((await gone.client.send('GET', `/contacts/${foreign}`)).status).toBe(200);
  });

  test('AUTH-09: is handed over or ended, and the receipt counts it', async () => {
    expect((await start({ successorId })).status).toBe(202);
    await cloud.cloud.settle();
    const path = `/users/${gone.userId}/off-boarding`;
    const { offBoarding } = (await administrator.send('GET', path)).body;
    expect(offBoarding).toMatchObject({
      state: 'done',
      counts: { contact: 2 },
      belongings: {
        privateViews: 1,
        sharedViews: 2,
        accessDecisions: 1,
        sharesWithThem: 1,
        sharesByThem: 2,
      },
    });
    expect(offBoarding.receipt.en).toContain('Shares handed over or ended (3)\n  Given by them: 2');
    expect(offBoarding.receipt.zh).toContain('保存的视图已移交或删除 (3)');
  });

  test('leaves their shares in the name of the successor, who needs none for themselves', async () => {
    expect(await sharesOf(theirs)).toMatchObject([{ sharedBy: successorId }]);
    expect(await sharesOf(opened)).toEqual([]);
    const support = await cloud.as('support');
    expect((await support.send('GET', `/contacts/${theirs}`)).status).toBe(200);
    expect(await sharesOf(foreign)).toEqual([]);
  });

  test('leaves views that others see to the successor, and takes private ones away', async () => {
    const read = async (client: ApiClient, viewId: string) =>
      await client.send('GET', `/views/${viewId}`);
    for (const { viewId } of [views.team, views.everybody])
      expect((await read(manager, viewId)).body).toMatchObject({
        ownerId: successorId,
        version: 2,
      });
    expectProblem(await read(administrator, views.own.viewId), 'request.not_found');
    const { items } = (await manager.send('GET', '/views')).body;
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['For all', 'Ours']);
  });

  test('AZ-13: leaves nothing about them to decide in an open access review', async () => {
    const { lines } = (await administrator.send('GET', `/access-reviews/${reviewId}`)).body;
    const about = lines.find(({ userId }: { userId: string }) => userId === gone.userId);
    expect(about.decision).toMatchObject({ kind: 'revoke', reason: 'Leaves the company.' });
  });

  test('is nothing when it is asked for again, and another start changes nothing', async () => {
    administrator = await stepUp(administrator, cloud.person('administrator').password);
    const { records, belongings } = await preview();
    expect([records, Object.values(belongings).every((count) => count === 0)]).toEqual([{}, true]);
    const before = (await start({ successorId })).body;
    await cloud.cloud.settle();
    expect((await start({ successorId })).body).toEqual(before);
  });
});

describe('views that others see', () => {
  test('need a successor though there are no records', async () => {
    gone = await hire(cloud, administrator, { email: 'viewer@example.com', role: 'sales' });
    await view('Everybody’s', 'everybody');
    expect(await preview()).toMatchObject({ records: {}, needsSuccessor: true });
    expectProblem(await start({}), 'user.successor_required');
  });
});

describe('the share of a record that is deleted', () => {
  test('opens nothing while the record is in the bin, and again after it was restored', async () => {
    const reader = await hire(cloud, administrator, { email: 'reader@example.com', role: 'sales' });
    const id = await contact(manager, 'Deleted and restored');
    const body = { ...shareOf(id, reader.userId), level: 'edit' };
    await post(manager, '/shares', body);
    expect((await reader.client.send('GET', `/contacts/${id}`)).status).toBe(200);
    const remove = { headers: { 'if-match': '"1"' } };
    expect((await manager.send('DELETE', `/contacts/${id}`, remove)).status).toBe(204);
    expectProblem(await reader.client.send('GET', `/contacts/${id}`), 'request.not_found');
    const restore = (client: ApiClient) => client.send('POST', `/contacts/${id}/restore`);
    expectProblem(await restore(reader.client), 'request.forbidden');
    expect((await reader.client.send('GET', '/shares')).body.shares).toEqual([]);
    expect((await restore(manager)).status).toBe(200);
    expect((await reader.client.send('GET', `/contacts/${id}`)).status).toBe(200);
    expect((await reader.client.send('GET', '/shares')).body.shares).toHaveLength(1);
  });
});
