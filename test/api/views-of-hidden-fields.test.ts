import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addedField, addFields } from '#test/support/added-fields';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem, fieldsOf } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';

let cloud: TestCloud;
let administrator: ApiClient;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  [administrator, support] = await Promise.all([cloud.as('administrator'), cloud.as('support')]);
});
beforeEach(async () => {
  await administrator.send('POST', '/roles/support/reset');
});
afterAll(() => cloud?.close());

/** From now on the role of support has this grant for contacts, and no other. */
async function supportReads(grant: object | undefined): Promise<void> {
  const { headers, body } = await administrator.send('GET', '/roles/support');
  const others = body.grants.filter(({ object }: { object: string }) => object !== 'contact');
  const mine = { object: 'contact', actions: ['read'], scope: 'all', ...grant };
  const changed = await administrator.send('PATCH', '/roles/support', {
    body: { grants: grant ? [...others, mine] : others },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
  expect(changed.status, changed.text).toBe(200);
}

async function save(client: ApiClient, body: object): Promise<{ viewId: string }> {
  const view = { name: 'A view', object: 'contact', audience: 'everybody', ...body };
  const answer = await client.send('POST', '/views', { body: view });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const change = (viewId: string, body: object, version = 1) =>
  support.send('PATCH', `/views/${viewId}`, {
    body,
    headers: { 'if-match': `"${version}"` },
  });
const ids = (views: readonly { viewId: string }[]) => views.map(({ viewId }) => viewId);
const wanted = 'vip@stratus.example';

describe('a view that rests on a field which is hidden from its reader', () => {
  it.each([
    ['filters by it', { filters: { email: wanted } }, ['email']],
    ['is in its order', { sort: '-name' }, ['lastName']],
  ])('AZ-07, AZ-09: is not there for them if it %s', async (_title, list, hidden) => {
    const { viewId } = await save(administrator, list);
    const open = await save(administrator, { sort: '-updatedAt' });
    expect((await support.send('GET', `/views/${viewId}`)).status).toBe(200);

    await supportReads({ hidden });
    const listed = await support.send('GET', '/views');
    expect(ids(listed.body.items)).toContain(open.viewId);
    expect(listed.text).not.toContain(viewId);
    const unknown = await support.send('GET', '/views/01JD8Y7N9Q4V5W2X3Z6A8B0CDE');
    for (const asked of [
      await support.send('GET', `/views/${viewId}`),
      await change(viewId, { name: 'Theirs' }),
      await support.send('DELETE', `/views/${viewId}`),
    ]) {
      expectProblem(asked, 'request.not_found');
      expect(asked.body.detail).toBe(unknown.body.detail);
    }
    expect((await administrator.send('GET', `/views/${viewId}`)).body).toMatchObject(list);
  });

  it('AZ-09: is not there for them by a field that administrators added', async () => {
    const key = 'c_grade';
    const choices = [{ code: 'platinum', labels: { en: 'Platinum', zh: '白金' } }];
    const field = addedField('contact', key, { kind: 'choice', choices });
    await addFields(administrator, [field]);
    const { viewId } = await save(administrator, { filters: { [key]: 'platinum' } });
    await supportReads({ hidden: [key] });
    const listed = await support.send('GET', '/views');
    expect(listed.text).not.toContain(viewId);
    expect(listed.text).not.toContain(key);
    expectProblem(await support.send('GET', `/views/${viewId}`), 'request.not_found');
  });

  it('AZ-07: is shown without the columns that are hidden, which leave its rows as they are', async () => {
    const columns = ['name', 'email', 'phone'];
    const { viewId } = await save(administrator, { columns, filters: { source: 'referral' } });
    await supportReads({ hidden: ['email'] });
    const shown = { columns: ['name', 'phone'], filters: { source: 'referral' } };
    const { body } = await support.send('GET', '/views?object=contact');
    expect(body.items.find((view: { viewId: string }) => view.viewId === viewId)).toMatchObject(
      shown,
    );
    expect((await support.send('GET', `/views/${viewId}`)).body).toMatchObject(shown);
    expect((await administrator.send('GET', `/views/${viewId}`)).body.columns).toEqual(columns);
  });

  it('is not there for whoever may not read such records at all', async () => {
    const { viewId } = await save(administrator, {});
    await supportReads(undefined);
    expect((await support.send('GET', '/views')).text).not.toContain(viewId);
    expectProblem(await support.send('GET', `/views/${viewId}`), 'request.not_found');
  });
});

describe('a view whose owner may no longer see what it rests on', () => {
  it('is told of with the reason and without the field, and opens once it is mended', async () => {
    const { viewId } = await save(support, { name: 'VIP', filters: { email: wanted } });
    await supportReads({ hidden: ['email'] });
    const { body, text } = await support.send('GET', '/views?object=contact');
    expect(ids(body.items)).not.toContain(viewId);
    expect(body.unavailable).toEqual([
      {
        ...{ viewId, name: 'VIP', object: 'contact', audience: 'everybody', version: 1 },
        reason: expect.stringMatching(/重新设置其筛选和排序/),
      },
    ]);
    expect(text).not.toMatch(/email|vip@/);
    expect((await administrator.send('GET', '/views')).body.unavailable).toEqual([]);
    expect((await support.send('GET', '/views?object=lead')).body.unavailable).toEqual([]);

    const before = await stateOf(cloud);
    for (const refused of [
      await support.send('GET', `/views/${viewId}`),
      await change(viewId, { name: 'Renamed' }),
      await change(viewId, { sort: 'name' }),
    ]) {
      expectProblem(refused, 'request.not_found');
      expect(refused.body.detail).toMatch(/重新设置其筛选和排序/);
      expect(refused.text).not.toMatch(/email|vip@/);
    }
    const again = await change(viewId, { filters: { email: wanted } });
    expectProblem(again, 'request.invalid');
    expect(fieldsOf(again)).toEqual(['filters.email']);
    expect(await changesSince(before, cloud), 'AZ-02').toEqual([]);

    const mended = await change(viewId, { filters: { source: 'referral' } });
    expect(mended.body).toMatchObject({ version: 2, filters: { source: 'referral' } });
    expect((await support.send('GET', '/views')).body.unavailable).toEqual([]);
  });

  it('is deleted all the same', async () => {
    const { viewId } = await save(support, { filters: { email: wanted } });
    await supportReads({ hidden: ['email'] });
    expect((await support.send('DELETE', `/views/${viewId}`)).status).toBe(204);
    expect((await support.send('GET', '/views')).text).not.toContain(viewId);
    expectProblem(await administrator.send('GET', `/views/${viewId}`), 'request.not_found');
  });

  it('keeps the columns that its owner does not see when they change something else', async () => {
    const { viewId } = await save(support, { columns: ['name', 'email'] });
    await supportReads({ hidden: ['email'] });
    const renamed = await change(viewId, { name: 'Renamed', sort: null });
    expect(renamed.body).toMatchObject({ name: 'Renamed', columns: ['name'] });
    const seen = await administrator.send('GET', `/views/${viewId}`);
    expect(seen.body.columns).toEqual(['name', 'email']);
  });
});
