import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let store: DynamoDBClient;
let TableName: string;
const ids: string[] = [];

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
  store = new DynamoDBClient(clientOptions(cloud.deployment));
  const tables = cloud.cloud.resources('AWS::DynamoDB::Table').map(({ identity }) => identity.ref);
  TableName = tables.find((name) => /search/i.test(name)) ?? '';
  for (const name of ['Ann Lee', 'Bo Lee', '王小明', 'Cy Young'])
    ids.push((await administrator.send('POST', '/contacts', { body: { name } })).body.id);
  await cloud.cloud.settle();
});
afterAll(async () => {
  store?.destroy();
  await cloud?.close();
});
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function postings() {
  const items = [];
  for await (const { Items = [] } of paginateScan({ client: store }, { TableName }))
    items.push(...Items);
  return items;
}

async function found(q: string): Promise<string[]> {
  const { body } = await administrator.send('GET', `/search?q=${encodeURIComponent(q)}`);
  return body.items.map(({ displayName }: { displayName: string }) => displayName).sort();
}

const keyOf = (item: Awaited<ReturnType<typeof postings>>[number]) => ({
  pk: item['pk']!,
  sk: item['sk']!,
});
const texts = (items: Awaited<ReturnType<typeof postings>>) =>
  items.map(({ pk, sk }) => `${pk?.S}|${sk?.S}`).sort();

test('only administrators rebuild the index', async () => {
  expect((await administrator.send('GET', '/search-rebuilds')).body).toEqual({});
  const manager = await cloud.as('manager');
  expectProblem(await manager.send('POST', '/search-rebuilds'), 'request.forbidden');
});

test('brings back what is missing, takes out what is too much, and changes nothing else', async () => {
  const before = await postings();
  const lost = before.filter(({ id }) => id?.S === ids[0] || id?.S === ids[2]);
  expect(lost.length).toBeGreaterThan(10);
  for (const item of lost) await store.send(new DeleteItemCommand({ TableName, Key: keyOf(item) }));
  const [sample] = before.filter(({ id }) => id?.S === ids[1]);
  for (const id of [ids[1]!, '01KE0000000000000000000000'])
    await store.send(
      new PutItemCommand({
        TableName,
        Item: {
          ...sample!,
          pk: { S: 'contact#all#zo' },
          sk: { S: `zombie\t${id}` },
          id: { S: id },
        },
      }),
    );
  expect(await found('ann')).toEqual([]);

  const { status, body } = await administrator.send('POST', '/search-rebuilds');
  expect(status).toBe(202);
  expect(body).toMatchObject({ state: 'running', done: 0 });
  await cloud.cloud.settle();
  const { body: ended } = await administrator.send('GET', '/search-rebuilds');
  expect(ended.rebuild).toEqual({ ...body, state: 'finished', done: body.parts });
  expect(texts(await postings())).toEqual(texts(before));
  expect(await found('lee')).toEqual(['Ann Lee', 'Bo Lee']);
  expect(await found('王')).toEqual(['王小明']);
});

test('takes out match keys and tags that no record has, and leaves those of the bin and of now', async () => {
  const tagged = (tags: string[], rest: object = {}) =>
    administrator.send('POST', '/contacts', { body: { name: `Tagged ${tags[0]}`, tags, ...rest } });
  const [kept, binned] = await Promise.all([
    tagged(['Gold'], { email: 'kept@match.example' }),
    tagged(['Silver'], { email: 'binned@match.example' }),
  ]);
  await administrator.send('DELETE', `/contacts/${binned.body.id}`);
  await cloud.cloud.settle();
  await cloud.cloud.clock.advance(2 * 3_600_000);
  administrator = await cloud.as('administrator');
  await tagged(['Fresh']);
  await cloud.cloud.settle();
  const before = await postings();
  const [match] = before.filter(({ pk }) => pk?.S?.startsWith('match#person#email#'));
  const member = (id: string) => ({
    M: { object: { S: 'contact' }, id: { S: id }, isDeleted: { BOOL: false } },
  });
  const zombies = [
    // A key of somebody who has another address, and of somebody who is gone for good.
    {
      ...match!,
      pk: { S: 'match#person#email#zombie' },
      members: { L: [member(kept.body.id), member('01KE0000000000000000000000')] },
    },
    { pk: { S: 'tags#contact#tags' }, sk: { S: 'tag#zombie' }, tag: { S: 'Zombie' } },
  ];
  for (const Item of zombies) await store.send(new PutItemCommand({ TableName, Item }));

  await administrator.send('POST', '/search-rebuilds');
  await cloud.cloud.settle();
  const { rebuild } = (await administrator.send('GET', '/search-rebuilds')).body;
  expect(rebuild).toMatchObject({ state: 'finished', done: rebuild.parts });
  const ofBin = ({ pk, sk }: (typeof before)[number]) =>
    pk?.S === 'tags#contact#tags' && sk?.S === 'tag#silver';
  expect(texts(await postings())).toEqual(texts(before.filter((item) => !ofBin(item))));
  await administrator.send('POST', `/contacts/${binned.body.id}/restore`);
  await cloud.cloud.settle();
  expect(texts(await postings())).toEqual(expect.arrayContaining(['tags#contact#tags|tag#silver']));
});

test('DATA-12: done twice at once while people write, it ends with the records as they are then', async () => {
  const rename = (id: string, version: number, name: string) =>
    administrator.send('PATCH', `/contacts/${id}`, {
      body: { name },
      headers: { 'if-match': `"${version}"` },
    });
  await Promise.all([
    administrator.send('POST', '/search-rebuilds'),
    rename(ids[0]!, 1, 'Ann Renamed'),
    administrator.send('POST', '/search-rebuilds'),
    rename(ids[1]!, 1, 'Bo Renamed'),
    administrator.send('DELETE', `/contacts/${ids[3]}`),
    administrator.send('POST', '/contacts', { body: { name: 'Dee Newcomer' } }),
  ]);
  await cloud.cloud.settle();
  await cloud.cloud.clock.advance(2_000);
  expect(await found('lee')).toEqual([]);
  expect(await found('renamed')).toEqual(['Ann Renamed', 'Bo Renamed']);
  expect(await found('young')).toEqual([]);
  expect(await found('dee')).toEqual(['Dee Newcomer']);
  const settled = texts(await postings());
  await administrator.send('POST', '/search-rebuilds');
  await cloud.cloud.settle();
  expect(texts(await postings())).toEqual(settled);
});
