import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;
const ids: Record<string, string> = {};

const people = [
  { name: 'Ann Lee', email: 'ann.lee@acme.example', companyName: 'Acme', mobile: '+14155550123' },
  { name: 'Anna Leeds', email: 'al@other.example', companyName: 'Other' },
  { name: 'Lee Anderson', email: 'lee@third.example' },
  {
    name: '王小明',
    email: 'wang@yunfan.example',
    mobile: '+8613800138000',
    companyName: '杭州云帆科技',
  },
  { name: '王伟', email: 'wei@yunfan.example' },
];

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
  for (const body of people) {
    const made = await manager.send('POST', '/contacts', { body });
    ids[body.name] = made.body.id;
  }
  await manager.send('POST', '/companies', {
    body: { name: '杭州云帆科技有限公司', taxNumber: '91330100MA2AX0000X' },
  });
  await cloud.cloud.settle();
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function search(q: string, client = manager, more = '') {
  const answer = await client.send('GET', `/search?q=${encodeURIComponent(q)}${more}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as {
    items: { object: string; id: string; displayName: string; matched: { field: string } }[];
    counts: { object: string; count: number; isExact: boolean }[];
  };
}
const names = async (q: string, client?: ApiClient, more?: string) =>
  (await search(q, client, more)).items.map(({ displayName }) => displayName).sort();

describe('search', () => {
  it.each([
    ['the beginning of a name', 'ann', ['Ann Lee', 'Anna Leeds']],
    ['a word within a name', 'lee', ['Ann Lee', 'Anna Leeds', 'Lee Anderson']],
    ['several words as written', 'ann lee', ['Ann Lee', 'Anna Leeds']],
    ['several words in another order', 'lee ann', ['Ann Lee', 'Anna Leeds']],
    ['a person and their company', 'acme lee', ['Ann Lee']],
    ['capitals and accents', 'ÁNN', ['Ann Lee', 'Anna Leeds']],
    ['an e-mail address as it is typed', 'ann.lee@ac', ['Ann Lee']],
    ['a domain', 'third.example', ['Lee Anderson']],
    ['a number as dialled at home', '138 0013 8000', ['王小明']],
    ['the last four digits', '0123', ['Ann Lee']],
    ['a family name', '王', ['王伟', '王小明']],
    ['a part of a Chinese name', '小明', ['王小明']],
    ['a part of a company', '云帆', ['杭州云帆科技有限公司', '王小明']],
    ['pinyin', 'wangxiao', ['王小明']],
    ['the initials of pinyin', 'wxm', ['王小明']],
    ['a company’s initials', 'hzyf', ['杭州云帆科技有限公司']],
    ['a tax number', '91330100ma', ['杭州云帆科技有限公司']],
    ['what nobody has', 'zebra', []],
    ['words of different people', 'ann third', []],
    ['punctuation only', '!?', []],
  ])('finds by %s', async (_title, q, expected) => {
    expect(await names(q)).toEqual([...expected].sort());
  });

  it('puts the whole name before the beginning of another', async () => {
    expect((await search('anna leeds')).items[0]!.displayName).toBe('Anna Leeds');
  });

  it('counts by object and can be limited to one', async () => {
    expect((await search('云帆')).counts).toEqual(
      expect.arrayContaining([
        { object: 'contact', count: 1, isExact: true },
        { object: 'company', count: 1, isExact: true },
      ]),
    );
    expect(await names('云帆', manager, '&objects=contact')).toEqual(['王小明']);
    const answer = await manager.send('GET', '/search?q=a&objects=nothing');
    expect(answer.status).toBe(400);
  });

  it('API-16, API-17: takes whatever people paste, and answers', async () => {
    for (const q of ['𠮷', '\u202eabc', 'a\u0301'.repeat(40), '('.repeat(100), '%', '’ OR 1=1'])
      expect((await search(q)).items).toEqual([]);
    expect((await manager.send('GET', `/search?q=${'x'.repeat(101)}`)).status).toBe(400);
  });
});

describe('the index', () => {
  it('follows changes, the bin, and nothing else', async () => {
    const { body: made } = await manager.send('POST', '/contacts', {
      body: { name: 'Quentin Old' },
    });
    await cloud.cloud.settle();
    expect(await names('quentin')).toEqual(['Quentin Old']);
    await manager.send('PATCH', `/contacts/${made.id}`, {
      body: { name: 'Quentin New' },
      headers: { 'if-match': '"1"' },
    });
    await cloud.cloud.settle();
    expect(await names('old')).toEqual([]);
    expect(await names('quentin new')).toEqual(['Quentin New']);
    await manager.send('DELETE', `/contacts/${made.id}`, { headers: { 'if-match': '"2"' } });
    await cloud.cloud.settle();
    expect(await names('quentin')).toEqual([]);
  });

  it('DATA-07: never shows a record as it was, however late the index is', async () => {
    const { body: made } = await manager.send('POST', '/contacts', {
      body: { name: 'Ursula One' },
    });
    await cloud.cloud.settle();
    cloud.cloud.faults.set('throttle', 1, 'BatchWriteItem');
    await manager.send('PATCH', `/contacts/${made.id}`, {
      body: { name: 'Vera Two' },
      headers: { 'if-match': '"1"' },
    });
    const [found] = (await search('ursula')).items;
    expect(found?.displayName).not.toBe('Ursula One');
    cloud.cloud.faults.clear();
    await cloud.cloud.clock.advance(300_000);
    manager = await cloud.as('manager');
    expect(await names('ursula')).toEqual([]);
    expect(await names('vera')).toEqual(['Vera Two']);
  });
});

describe('permission', () => {
  it('AZ-09: a field that the role may not read finds nothing', async () => {
    const sales = await cloud.as('sales');
    expect(await names('DE0212', sales)).toEqual([]);
    expect(await names('ann', sales)).toEqual(['Ann Lee', 'Anna Leeds']);
  });

  it('AZ-01: strangers search nothing', async () => {
    expect((await cloud.anyone.send('GET', '/search?q=ann')).status).toBe(401);
  });
});
