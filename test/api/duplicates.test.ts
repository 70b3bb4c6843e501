import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;
/** Reads and changes only what is theirs, and never sees a phone. */
let owner: ApiClient;
let ownerId: string;
let count = 0;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager] = await Promise.all([cloud.as('administrator'), cloud.as('manager')]);
  const grants = [
    {
      object: 'contact',
      actions: ['create', 'read', 'update'],
      scope: 'own',
      hidden: ['phone', 'mobile'],
    },
  ];
  const names = { en: 'Own only', zh: '仅本人' };
  await administrator.send('POST', '/roles', { body: { roleId: 'own-only', names, grants } });
  const hired = await hire(cloud, administrator, { email: 'own@example.com', role: 'own-only' });
  ownerId = hired.userId;
  owner = hired.client;
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

const next = () => {
  count += 1;
  return count;
};
const phone = () => `+49301234${String(next()).padStart(4, '0')}`;

async function create(plural: string, body: object, client = manager) {
  const answer = await client.send('POST', `/${plural}`, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
async function check(object: string, values: object, client = manager, rest: object = {}) {
  await cloud.cloud.settle();
  const body = { object, values, ...rest };
  const answer = await client.send('POST', '/duplicates/check', { body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.candidates.map(
    ({ id, by, confidence }: { id: string; by: string[]; confidence: string }) => [
      id,
      confidence,
      ...by,
    ],
  );
}
async function worklist(object = 'contact', client = manager) {
  await cloud.cloud.settle();
  const answer = await client.send('GET', `/duplicates?object=${object}&limit=100`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.items as { by: string; records: { id: string; version: number }[] }[];
}
async function groupOf(id: string, client = manager, object = 'contact') {
  const items = await worklist(object, client);
  return items
    .filter(({ records }) => records.some((each) => each.id === id))
    .map(({ by, records }) => [by, ...records.map((each) => each.id)]);
}
const decide = (ids: string[], decision = 'distinct', client = manager) =>
  client.send('POST', '/duplicates/decisions', { body: { object: 'contact', ids, decision } });

describe('a check before creating', () => {
  it('names who has the address, the number or the name, the surest first', async () => {
    const number = phone();
    const named = await create('contacts', { name: 'Ann Lee', companyName: 'Acme Inc.' });
    const called = await create('leads', { name: 'A. L.', mobile: number });
    const mailed = await create('contacts', { name: 'Lee', email: 'ann.lee@check.example' });
    const values = {
      firstName: 'Ann',
      lastName: 'Lee',
      companyName: 'ACME',
      email: 'Ann.Lee@Check.example',
      phone: number,
    };
    expect(await check('lead', values)).toEqual([
      [mailed.id, 'certain', 'email'],
      [called.id, 'likely', 'phone'],
      [named.id, 'possible', 'nameAndCompany'],
    ]);
    expect(await check('contact', values, manager, { exceptId: mailed.id })).toHaveLength(2);
  });

  it('names companies by tax number, domain and name', async () => {
    const one = await create('companies', { name: 'Nord GmbH', taxNumber: 'DE 123-456' });
    const other = await create('companies', { name: 'Other', domain: 'nord.example' });
    expect(await check('company', { taxNumber: 'de123456', domain: 'www.nord.example' })).toEqual([
      [one.id, 'certain', 'taxNumber'],
      [other.id, 'likely', 'domain'],
    ]);
    expect(await check('company', { name: 'NORD' })).toEqual([[one.id, 'possible', 'companyName']]);
  });

  it('AZ-10: names nothing that the caller may not see, and nothing by what is hidden from them', async () => {
    const number = phone();
    const email = 'hidden@check.example';
    await create('contacts', { name: 'Hidden', email });
    const mine = await create('contacts', { name: 'Mine', ownerId, phone: number });
    expect(await check('contact', { email }, owner)).toEqual([]);
    expect(await check('contact', { phone: number }, owner)).toEqual([]);
    expect(await check('contact', { phone: number })).toEqual([[mine.id, 'likely', 'phone']]);
    const refused = await owner.send('POST', '/duplicates/check', {
      body: { object: 'company', values: { name: 'Nord' } },
    });
    expectProblem(refused, 'request.forbidden');
  });
});

describe('the worklist', () => {
  it('DATA-02: follows creation, change, deletion, restore and merge', async () => {
    const number = phone();
    const first = await create('contacts', { name: 'First', phone: number });
    expect(await groupOf(first.id)).toEqual([]);
    const second = await create('contacts', { name: 'Second', mobile: number });
    const pair = [['phone', first.id, second.id]];
    expect(await groupOf(first.id)).toEqual(pair);

    await manager.send('DELETE', `/contacts/${second.id}`);
    expect(await groupOf(first.id)).toEqual([]);
    expect(await check('contact', { phone: number }, manager, { exceptId: first.id })).toEqual([]);
    await manager.send('POST', `/contacts/${second.id}/restore`);
    const [group] = (await worklist()).filter(({ records }) =>
      records.some(({ id }) => id === first.id),
    );
    expect(group?.records.map(({ id, version }) => [id, version])).toEqual([
      [first.id, 1],
      [second.id, 3],
    ]);

    const [winner, ...others] = group!.records.map(({ id, version }) => ({ id, version }));
    const merged = await manager.send('POST', '/merges', {
      body: { object: 'contact', winner, others },
    });
    expect(merged.status, merged.text).toBe(201);
    expect(await groupOf(first.id)).toEqual([]);
  });

  it('shows the newest first, page by page, each group once', async () => {
    const made: string[] = [];
    for (let pair = 0; pair < 5; pair += 1) {
      const domain = `page-${pair}.example`;
      for (const half of ['a', 'b'])
        made.unshift((await create('companies', { name: `Page ${pair}${half}`, domain })).id);
    }
    await cloud.cloud.settle();
    const seen: string[][] = [];
    let cursor = '';
    do {
      const path = `/duplicates?object=company&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await manager.send('GET', path);
      seen.push(
        ...body.items.map(({ records }: never) =>
          (records as { id: string }[]).map(({ id }) => id),
        ),
      );
      cursor = body.nextCursor ?? '';
    } while (cursor);
    const pairs = seen.filter((ids) => ids.some((id) => made.includes(id)));
    expect(pairs).toEqual(
      Array.from({ length: 5 }, (_, pair) => [made[2 * pair + 1], made[2 * pair]]),
    );
  });

  it('AZ-10: shows only what is in the caller’s own scope, and refuses who reads none', async () => {
    const companyName = 'Scope Works';
    const mine = await create('contacts', { name: 'Jo Low', companyName, ownerId });
    await create('contacts', { name: 'Jo Low', companyName });
    expect(await worklist('contact', owner)).toEqual([]);
    const also = await create('contacts', { name: 'Low, Jo', companyName, ownerId });
    expect(await groupOf(mine.id, owner)).toEqual([['nameAndCompany', mine.id, also.id]]);
    expectProblem(await owner.send('GET', '/duplicates?object=lead'), 'request.forbidden');
    const other = await manager.send('GET', '/duplicates?object=contact&limit=1');
    const path = `/duplicates?object=contact&cursor=${other.body.nextCursor ?? 'none'}`;
    expectProblem(await owner.send('GET', path), 'request.cursor_invalid');
  });
});

describe('a field that administrators added', () => {
  it('tells duplicates by its value where it is unique or meant for it, to whoever may see it', async () => {
    const add = (object: string, key: string, more: object) =>
      administrator.send('POST', '/custom-fields', {
        body: {
          ...{ object, key, kind: 'text', ...more },
          labels: { en: `Added ${object} ${key}`, zh: `新增 ${object} ${key}` },
        },
      });
    for (const [object, key, more] of [
      ['contact', 'c_wechat', { matching: true }],
      ['lead', 'c_wechat', { unique: true }],
      ['contact', 'c_badge', { matching: true, sensitivity: 'financial' }],
    ] as const)
      expect((await add(object, key, more)).status).toBe(201);
    expectProblem(await add('deal', 'c_none', { matching: true }), 'request.invalid');
    const wrong = { kind: 'date', matching: true };
    expectProblem(await add('contact', 'c_none', wrong), 'request.invalid');

    const values = { c_wechat: 'LiLei-88', c_badge: '7001' };
    const first = await create('contacts', { name: 'Li Lei', ...values });
    const second = await create('contacts', { name: 'Han Mei', c_wechat: 'lilei-88' });
    const lead = await create('leads', { name: 'Wei', c_wechat: 'LILEI-88' });
    expect(await check('contact', { c_wechat: 'LiLei-88' })).toEqual([
      [lead.id, 'certain', 'c_wechat'],
      [second.id, 'likely', 'c_wechat'],
      [first.id, 'likely', 'c_wechat'],
    ]);
    expect(await groupOf(first.id)).toEqual([['c_wechat', first.id, second.id]]);
    const third = await create('contacts', { name: 'Badge', c_badge: '7001' });
    const sales = await cloud.as('sales');
    expect(await groupOf(third.id)).toEqual([['c_badge', first.id, third.id]]);
    expect(await groupOf(third.id, sales)).toEqual([]);
    expect(await check('contact', { c_badge: '7001' }, sales)).toEqual([]);
  });
});

describe('the worklist of a team', () => {
  it('AZ-10: has pairs of which one is the team’s and the other is shared or one’s own, each once', async () => {
    const team = await administrator.send('POST', '/teams', { body: { name: 'Nord' } });
    const names = { en: 'Team only', zh: '仅团队' };
    const grants = [{ object: 'contact', actions: ['create', 'read', 'update'], scope: 'team' }];
    await administrator.send('POST', '/roles', { body: { roleId: 'team-only', names, grants } });
    const hireInto = (email: string, teamId?: string) =>
      hire(cloud, administrator, { email, role: 'team-only', ...(teamId ? { teamId } : {}) });
    const teamId: string = team.body.teamId;
    const member = await hireInto('team-a@example.com', teamId);
    const mate = await hireInto('team-b@example.com', teamId);
    const number = phone();
    const ours = await create('contacts', { name: 'Ours', phone: number }, mate.client);
    const theirs = await create('contacts', { name: 'Theirs', phone: number });
    const hidden = await create('contacts', { name: 'Hidden', phone: number });

    expect(await groupOf(ours.id, member.client)).toEqual([]);
    const share = await manager.send('POST', '/shares', {
      body: { object: 'contact', recordId: theirs.id, userId: member.userId, level: 'read' },
    });
    expect(share.status, share.text).toBeLessThan(300);
    const pair = [['phone', ours.id, theirs.id]];
    expect(await groupOf(ours.id, member.client)).toEqual(pair);
    expect(await groupOf(ours.id, mate.client)).toEqual([]);
    expect(JSON.stringify(await worklist('contact', member.client))).not.toContain(hidden.id);
    const mine = await create('contacts', { name: 'Mine', phone: number }, member.client);
    expect(await groupOf(ours.id, member.client)).toEqual([['phone', ours.id, theirs.id, mine.id]]);
  });
});

describe('a decision that records are not the same', () => {
  it('is remembered for these records only, and can be taken back', async () => {
    const number = phone();
    const make = () => create('contacts', { name: `Person ${next()}`, phone: number });
    const [one, two] = [await make(), await make()];
    expect((await decide([one.id, two.id])).body).toEqual({ pairs: 1 });
    expect(await groupOf(one.id)).toEqual([]);
    await manager.send('PATCH', `/contacts/${one.id}`, {
      body: { notes: 'Changed.' },
      headers: { 'if-match': '"1"' },
    });
    expect(await groupOf(one.id)).toEqual([]);
    const three = await make();
    expect(await groupOf(one.id)).toEqual([['phone', one.id, two.id, three.id]]);
    await decide([one.id, three.id]);
    expect(await groupOf(one.id)).toEqual([]);
    expect(await groupOf(two.id)).toEqual([['phone', two.id, three.id]]);
    await decide([one.id, two.id], 'open');
    expect(await groupOf(one.id)).toEqual([['phone', one.id, two.id, three.id]]);
  });

  it('AZ-02: is refused to who may not change each of them', async () => {
    const [one, two] = [
      await create('contacts', { name: 'A' }),
      await create('contacts', { name: 'B' }),
    ];
    const reader = await cloud.as('read-only');
    expectProblem(await decide([one.id, two.id], 'distinct', reader), 'request.forbidden');
    expectProblem(await decide([one.id, two.id], 'distinct', owner), 'request.not_found');
  });
});
