import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager, sales] = await Promise.all([
    cloud.as('administrator'),
    cloud.as('manager'),
    cloud.as('sales'),
  ]);
});

afterAll(() => cloud?.close());

async function audit(query: Readonly<Record<string, string>> = {}, client = manager) {
  await cloud.cloud.settle();
  return client.send('GET', `/audit?${new URLSearchParams(query)}`);
}

const money = { amount: 250_000, currency: 'CNY' };
const ids = (answer: Awaited<ReturnType<typeof audit>>) =>
  answer.body.entries.map(({ id }: { id: string }) => id);

describe('the audit', () => {
  it('tells changes of records, by whom and which fields, but no values', async () => {
    const made = await sales.send('POST', '/contacts', { body: { name: 'Ann Secret' } });
    const path = `/contacts/${made.body.id}`;
    const headers = { 'if-match': '"1"' };
    await sales.send('PATCH', path, { body: { jobTitle: 'Buyer of secrets' }, headers });
    const answer = await audit({ subject: 'contact', subjectId: made.body.id });
    expect(answer.body.entries).toMatchObject([
      { action: 'updated', by: cloud.person('sales').userId, means: 'api', fields: ['jobTitle'] },
      { action: 'created', subjectIds: [made.body.id] },
    ]);
    expect(answer.text).not.toContain('ecret');
  });

  it('tells security events, shares and roles in the same list, newest first, page by page', async () => {
    const made = await manager.send('POST', '/companies', { body: { name: 'Acme' } });
    const { userId } = cloud.person('support');
    const body = { object: 'company', recordId: made.body.id, userId, level: 'read' };
    await manager.send('POST', '/shares', { body });
    const names = { en: 'Audited', zh: '已审计' };
    await administrator.send('POST', '/roles', { body: { roleId: 'audited', names } });
    const all = await audit({ limit: '100' });
    const actions = all.body.entries.map(
      ({ subject, action }: { subject: string; action: string }) => `${subject} ${action}`,
    );
    expect(actions).toEqual(
      expect.arrayContaining(['user session.opened', 'share given', 'role role.created']),
    );
    const times = all.body.entries.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted().reverse());

    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await audit({ limit: '3', ...(cursor ? { cursor } : {}) });
      pages.push(...ids(page));
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(pages).toEqual(ids(all));
    const mine = await audit({ by: cloud.person('administrator').userId });
    expect(new Set(mine.body.entries.map(({ by }: { by: string }) => by)).size).toBe(1);
    expect(mine.body.entries.length).toBeGreaterThan(1);
  });

  it('tells who was shown financial data, once a day for the same', async () => {
    const body = { name: 'Rich Ltd', creditLimit: money };
    const made = await manager.send('POST', '/companies', { body });
    const finance = await cloud.as('finance');
    const support = await cloud.as('support');
    for (const client of [finance, finance, support])
      await client.send('GET', `/companies/${made.body.id}`);
    const shown = async () =>
      (await audit({ subjectId: made.body.id })).body.entries.filter(
        ({ action }: { action: string }) => action === 'read',
      );
    const by = cloud.person('finance').userId;
    const read = (await shown()).filter((each: { by: string }) => each.by === by);
    expect(read).toMatchObject([{ subject: 'company', fields: ['creditLimit'] }]);
    expect((await shown()).map((each: { by: string }) => each.by)).not.toContain(
      cloud.person('support').userId,
    );
    // A page with nothing else to tell tells the same.
    await finance.send('GET', '/companies');
    expect(await shown()).toHaveLength(1);
  });

  it('goes back through months without entries', async () => {
    const from = new Date(cloud.cloud.clock.now() - 700 * 86_400_000).toISOString();
    const to = new Date(cloud.cloud.clock.now() - 60 * 86_400_000).toISOString();
    expect((await audit({ from, to })).body).toEqual({ entries: [] });
    expect((await audit({ from, limit: '1' })).body.entries).toHaveLength(1);
    expectProblem(await audit({ from: to, to: from }), 'request.invalid');
  });

  it('is downloaded as CSV and JSON, which is an entry itself', async () => {
    const from = new Date(cloud.cloud.clock.now() - 86_400_000).toISOString();
    const send = (format: string) =>
      manager.send('POST', '/audit/export', { body: { from, format } });
    const csv = await send('csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-/);
    expect(csv.text).toMatch(/^\ufeff?at,by,action,subject/);
    await cloud.cloud.settle();
    const json = await send('json');
    expect(json.body.entries[0]).toMatchObject({ action: 'exported', subject: 'audit' });
    expect(csv.text.trim().split('\r\n').length).toBeGreaterThan(5);
  });

  it('AZ-03: is for those who may read it', async () => {
    expectProblem(await audit({}, sales), 'request.forbidden');
    const body = { from: '2026-01-01T00:00:00Z' };
    expectProblem(await sales.send('POST', '/audit/export', { body }), 'request.forbidden');
  });
});
