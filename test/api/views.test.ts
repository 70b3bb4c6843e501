import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const save = async (body: object, client = sales) =>
  client.send('POST', '/views', { body: { name: 'A view', object: 'contact', ...body } });
const seenBy = async (client: ApiClient, more = '') =>
  (await client.send('GET', `/views${more}`)).body.items.map(({ name }: { name: string }) => name);
const change = (viewId: string, patch: object, client = sales, version = 1) =>
  client.send('PATCH', `/views/${viewId}`, {
    body: patch,
    headers: { 'if-match': `"${version}"` },
  });

describe('a saved view', () => {
  it('keeps filters, order and columns, and opens the list it was made for', async () => {
    const made = await save({
      name: '推荐客户',
      filters: { ownerId: cloud.person('sales').userId },
      sort: '-updatedAt',
      columns: ['name', 'email'],
    });
    expect(made.status).toBe(201);
    const { body: view } = await sales.send('GET', `/views/${made.body.viewId}`);
    expect(view).toMatchObject({ name: '推荐客户', columns: ['name', 'email'], audience: 'own' });
    const query = new URLSearchParams({ ...view.filters, sort: view.sort });
    expect((await sales.send('GET', `/contacts?${query}`)).status).toBe(200);
  });

  it('is seen by whom it is shared with, and changed by its owner only', async () => {
    const { body: own } = await save({ name: 'Mine' });
    const { body: everybody } = await save({ name: 'Ours', audience: 'everybody' });
    await save({ name: 'Firms', object: 'company', audience: 'everybody' });
    expect(await seenBy(sales)).toEqual(expect.arrayContaining(['Mine', 'Ours', 'Firms']));
    expect(await seenBy(support)).not.toContain('Mine');
    expect(await seenBy(support, '?object=contact')).toEqual(['Ours']);
    expect((await support.send('GET', `/views/${own.viewId}`)).status).toBe(404);
    expect((await support.send('GET', `/views/${everybody.viewId}`)).status).toBe(200);
    expect((await change(everybody.viewId, { name: 'Theirs' }, support)).status).toBe(403);
    expect((await change(own.viewId, { name: 'Theirs' }, support)).status).toBe(404);
    expect((await support.send('DELETE', `/views/${everybody.viewId}`)).status).toBe(403);
  });

  it('is changed from the version that was read, and leaves others’ lists when it is closed', async () => {
    const { body: view } = await save({ name: 'Open', audience: 'everybody', sort: 'name' });
    const changed = await change(view.viewId, { audience: 'own', sort: null });
    expect(changed.body).toMatchObject({ version: 2, audience: 'own', name: 'Open' });
    expect(changed.body).not.toHaveProperty('sort');
    expect(await seenBy(support)).not.toContain('Open');
    expect((await change(view.viewId, { name: 'Late' })).body.code).toBe('record.version_conflict');
    expect((await sales.send('DELETE', `/views/${view.viewId}`)).status).toBe(204);
    expect((await sales.send('GET', `/views/${view.viewId}`)).status).toBe(404);
  });

  it.each([
    ['an unknown filter', { filters: { shoeSize: '43' } }],
    ['an unknown column', { columns: ['shoeSize'] }],
    ['an unknown order', { sort: 'shoeSize' }],
    ['a filter that is no id', { filters: { ownerId: 'me' } }],
    ['AZ-09: a column that the role may not see', { object: 'company', columns: ['bankAccount'] }],
    ['AZ-05: an owner', { ownerId: 'somebody' }],
    ['API-02: a name from the prototype', JSON.parse('{"filters":{"__proto__":"x"}}')],
  ])('is refused with %s', async (_title, body) => {
    const answer = await save(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});
