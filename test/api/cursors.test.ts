import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
/** Lists with more than one page, and the cursor of the second. */
const cursors = new Map<string, string>();

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
  const lists: string[] = ['/contacts', '/contacts?sort=name', '/contacts?sort=-name', '/imports'];
  for (const name of ['Ann', 'Ben', 'Cem']) {
    await administrator.send('POST', '/contacts', { body: { name } });
    await administrator.send('POST', '/imports', { body: { fileName: `${name}.csv` } });
    const { body } = await administrator.send('POST', '/companies', { body: { name } });
    const path = `/companies/${body.id}`;
    await administrator.send('PATCH', path, {
      body: { industry: 'Trade' },
      headers: { 'if-match': '"1"' },
    });
    lists.push(`${path}/changes`);
  }
  lists.push('/companies', `/companies?ownerId=${cloud.person('administrator').userId}`);
  for (const list of lists) {
    const page = await administrator.send('GET', withQuery(list, 'limit=1'));
    cursors.set(list, page.body.nextCursor);
  }
});

afterAll(() => cloud?.close());

function withQuery(path: string, query: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

function read(client: ApiClient, list: string, cursor: string) {
  return client.send('GET', withQuery(list, `limit=1&cursor=${encodeURIComponent(cursor)}`));
}

test('each list gives a cursor that leads on and says nothing of the position', async () => {
  for (const [list, cursor] of cursors) {
    expect((await read(administrator, list, cursor)).status, list).toBe(200);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(
      /ann|ben|cem|01[A-Z\d]{9}/i,
    );
  }
});

test('API-08: no list takes the cursor of another list, order or filter', async () => {
  for (const [list] of cursors)
    for (const [other, cursor] of cursors)
      if (other !== list)
        expectProblem(await read(administrator, list, cursor), 'request.cursor_invalid');
});

test('API-08: nobody can go on with the cursor of somebody else', async () => {
  const manager = await cloud.as('manager');
  for (const [list, cursor] of cursors)
    expectProblem(await read(manager, list, cursor), 'request.cursor_invalid');
});

test('API-08: a cursor with one character changed is none', async () => {
  const cursor = cursors.get('/contacts')!;
  for (let index = 0; index < cursor.length; index += 7) {
    const changed = cursor[index] === 'A' ? 'B' : 'A';
    const broken = cursor.slice(0, index) + changed + cursor.slice(index + 1);
    expectProblem(await read(administrator, '/contacts', broken), 'request.cursor_invalid');
  }
});

test.each(['x', 'null', '{"id":"1"}', '%00', '=', 'a'.repeat(4_000), 'ключ'])(
  'API-08: “%.12s” is no cursor',
  async (cursor) => {
    for (const [list] of cursors)
      expectProblem(await read(administrator, list, cursor), 'request.cursor_invalid');
  },
);

test('API-08: a cursor over 4,000 characters is refused unread', async () => {
  expectProblem(await read(administrator, '/contacts', 'a'.repeat(4_001)), 'request.invalid');
});
