import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Item,
  makeTable,
  openDynamoDb,
  refusal,
  type ServedDynamoDb,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
const TableName = 'listing';
const n = (value: number | string) => ({ N: String(value) });
const s = (value: string) => ({ S: value });
const send = ((command) => cloud.client.send(command)) as ServedDynamoDb['client']['send'];
const put = (Item: Item) => send(new PutItemCommand({ TableName, Item }));

beforeAll(async () => {
  cloud = await openDynamoDb();
  await makeTable(
    cloud.client,
    TableName,
    { pk: 'S', sk: 'N' },
    {
      byOwner: { keys: { owner: 'S' } },
      byDay: { keys: { owner: 'S', day: 'S' }, include: ['title'] },
    },
  );
  await makeTable(cloud.client, 'texts', { pk: 'S', sk: 'S' });
});
beforeEach(() => cloud.service.reset());
afterEach(() => cloud.faults.clear());
afterAll(() => cloud.close());

const query = (condition: string, values: Item, more: Partial<QueryCommandInput> = {}) =>
  send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ...more,
    }),
  );
const scan = (more: Partial<ScanCommandInput> = {}) =>
  send(new ScanCommand({ TableName, ...more }));
const owned = (owner: string, more: Partial<QueryCommandInput> = {}) =>
  query(
    '#o = :o',
    { ':o': s(owner) },
    {
      IndexName: 'byOwner',
      ExpressionAttributeNames: { '#o': 'owner' },
      ...more,
    },
  );

describe('a query', () => {
  const numbers = ['-1e125', '-10', '-9.5', '-1e-130', '0', '1e-130', '2', '10', '10.5', '9.9e125'];

  it('gives numbers in their order, from the smallest there is to the largest', async () => {
    for (const sk of numbers.toReversed()) await put({ pk: s('a'), sk: n(sk), as: s(sk) });
    const forward = await query('pk = :p', { ':p': s('a') });
    expect(forward.Items?.map((item) => item['as']?.S)).toEqual(numbers);
    const back = await query(
      'pk = :p AND sk < :s',
      { ':p': s('a'), ':s': n(2) },
      { ScanIndexForward: false },
    );
    expect(back.Items?.map((item) => item['as']?.S)).toEqual(numbers.slice(0, 6).reverse());
    const between = { ':p': s('a'), ':a': n('-9.5'), ':b': n('10.0') };
    const some = await query('pk = :p AND sk BETWEEN :a AND :b', between);
    expect(some.Items?.map((item) => item['as']?.S)).toEqual(numbers.slice(2, 8));
  });

  it('gives text in the order of its UTF-8 bytes, not of UTF-16', async () => {
    const texts = ['a', 'a\0', 'a\0b', 'aa', 'é', '\uffff', '🚀'];
    for (const sk of texts)
      await send(new PutItemCommand({ TableName: 'texts', Item: { pk: s('a'), sk: s(sk) } }));
    const found = async (condition: string, sk: string) =>
      (
        await query(
          `pk = :p AND ${condition}`,
          { ':p': s('a'), ':s': s(sk) },
          { TableName: 'texts' },
        )
      ).Items?.map((item) => item['sk']?.S);
    expect(await found('sk >= :s', 'a')).toEqual(texts);
    expect(await found('begins_with(sk, :s)', 'a')).toEqual(texts.slice(0, 4));
    expect(await found('sk > :s', '\uffff')).toEqual(['🚀']);
    expect(await found('sk = :s', 'a\0')).toEqual(['a\0']);
  });

  it('is read in pages that end where the limit does, even at the last item', async () => {
    for (const sk of [1, 2, 3, 4])
      await put({ pk: s('a'), sk: n(sk), odd: { BOOL: sk % 2 === 1 } });
    const values = { ':p': s('a'), ':odd': { BOOL: true } };
    const page = (more: object) =>
      query('pk = :p', values, { FilterExpression: 'odd = :odd', Limit: 2, ...more });
    const first = await page({});
    expect(first).toMatchObject({ Count: 1, ScannedCount: 2, Items: [{ sk: n(1) }] });
    expect(first.LastEvaluatedKey).toEqual({ pk: s('a'), sk: n(2) });
    const second = await page({ ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second.LastEvaluatedKey).toEqual({ pk: s('a'), sk: n(4) });
    const third = await page({ ExclusiveStartKey: second.LastEvaluatedKey });
    expect(third).toMatchObject({ Count: 0, ScannedCount: 0, Items: [] });
    expect(third.LastEvaluatedKey).toBeUndefined();
  });

  it('reads at most 1 MB, before the filter', async () => {
    for (const sk of [1, 2, 3])
      await put({ pk: s('a'), sk: n(sk), blob: s('x'.repeat(390 * 1024)) });
    const more = { Select: 'COUNT', ReturnConsumedCapacity: 'TOTAL' } as const;
    const first = await query('pk = :p', { ':p': s('a') }, more);
    expect(first).toMatchObject({ Count: 2, ScannedCount: 2 });
    expect(first.LastEvaluatedKey).toEqual({ pk: s('a'), sk: n(2) });
    expect(first.Items).toBeUndefined();
    expect(first.ConsumedCapacity?.CapacityUnits).toBe(Math.ceil((2 * 390.02) / 4) / 2);
  });

  it.each([
    ['sk = :s', 'Query condition missed key schema element: pk'],
    ['pk > :p AND sk = :s', 'Query key condition not supported'],
    ['pk = :p AND extra = :s', 'Query condition missed key schema element: sk'],
    [
      'pk = :s AND sk = :s',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'pk = :p OR sk = :s',
      'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      'pk = :p AND sk <> :s',
      'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: <>',
    ],
    [
      'pk = :p AND sk > :s AND sk < :s',
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    ],
  ])('by %s is refused', async (condition, words) => {
    const values = { ...(condition.includes(':p') && { ':p': s('a') }), ':s': n(1) };
    expect(await refusal(query(condition, values))).toBe(`ValidationException: ${words}`);
  });

  it('is refused with a filter on keys, an empty key or a start that does not belong to it', async () => {
    const values = { ':p': s('a') };
    expect(await refusal(query('pk = :p', values, { FilterExpression: 'pk = :p' }))).toBe(
      'ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: pk',
    );
    expect(await refusal(query('pk = :p', { ':p': s('') }))).toBe(
      'ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    );
    const from = (ExclusiveStartKey: Item) =>
      refusal(query('pk = :p AND sk > :s', { ...values, ':s': n(5) }, { ExclusiveStartKey }));
    expect(await from({ pk: s('a') })).toBe(
      'ValidationException: The provided starting key is invalid: The provided key element does not match the schema',
    );
    expect(await from({ pk: s('b'), sk: n(6) })).toBe(
      'ValidationException: The provided starting key is outside query boundaries based on provided conditions',
    );
    expect(await from({ pk: s('a'), sk: n(1) })).toBe(
      'ValidationException: The provided starting key does not match the range key predicate',
    );
  });
});

describe('a scan', () => {
  it('in segments finds every item once', async () => {
    for (let at = 0; at < 60; at++) await put({ pk: s(`p${at}`), sk: n(at) });
    const found: (string | undefined)[] = [];
    for (const Segment of [0, 1, 2]) {
      const { Items = [] } = await scan({ Segment, TotalSegments: 3 });
      expect(Items.length).toBeGreaterThan(0);
      found.push(...Items.map((item) => item['pk']?.S));
    }
    expect(new Set(found).size).toBe(60);
    expect(found.length).toBe(60);
    expect(await refusal(scan({ Segment: 3, TotalSegments: 3 }))).toContain('is not less than');
    expect(await refusal(scan({ Segment: 0 }))).toMatch(/^ValidationException/);
  });
});

describe('an index', () => {
  it('holds only items with its keys and follows every change of them', async () => {
    const Key = { pk: s('a'), sk: n(1) };
    await put(Key);
    expect((await owned('ann')).Count).toBe(0);
    const move = (UpdateExpression: string, values?: Item) =>
      send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression,
          ExpressionAttributeNames: { '#o': 'owner' },
          ExpressionAttributeValues: values,
        }),
      );
    await move('SET #o = :o', { ':o': s('ann') });
    expect((await owned('ann')).Items).toEqual([{ ...Key, owner: s('ann') }]);
    await move('SET #o = :o', { ':o': s('bob') });
    expect([(await owned('ann')).Count, (await owned('bob')).Count]).toEqual([0, 1]);
    await move('REMOVE #o');
    expect((await scan({ IndexName: 'byOwner' })).Count).toBe(0);
  });

  it('keeps any number of items apart under one key', async () => {
    const total = 2_000;
    for (let at = 0; at < total; at += 25) {
      const requests = Array.from({ length: 25 }, (_, more) => ({
        PutRequest: { Item: { pk: s(`p${at + more}`), sk: n(1), owner: s('all') } },
      }));
      await send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
    const found = new Set<string | undefined>();
    let start: Item | undefined;
    do {
      const page = await owned('all', { Limit: 700, ...(start && { ExclusiveStartKey: start }) });
      for (const item of page.Items ?? []) found.add(item['pk']?.S);
      start = page.LastEvaluatedKey;
      if (start) expect(Object.keys(start).sort()).toEqual(['owner', 'pk', 'sk']);
    } while (start);
    expect(found.size).toBe(total);
  });

  it('gives what it projects and nothing else', async () => {
    const keys = { pk: s('a'), sk: n(1), owner: s('ann'), day: s('mo') };
    await put({ ...keys, title: s('t'), secret: s('x') });
    expect((await scan({ IndexName: 'byDay' })).Items).toEqual([{ ...keys, title: s('t') }]);
    expect(await refusal(scan({ IndexName: 'byDay', Select: 'ALL_ATTRIBUTES' }))).toBe(
      'ValidationException: One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index byDay because its projection type is not ALL',
    );
    expect(await refusal(scan({ IndexName: 'byDay', ProjectionExpression: 'secret' }))).toBe(
      'ValidationException: One or more parameter values were invalid: Global secondary index byDay does not project [secret]',
    );
  });

  it('cannot be read consistently and must exist', async () => {
    expect(await refusal(owned('ann', { ConsistentRead: true }))).toBe(
      'ValidationException: Consistent reads are not supported on global secondary indexes',
    );
    expect(await refusal(scan({ IndexName: 'byNothing' }))).toBe(
      'ValidationException: The table does not have the specified index: byNothing',
    );
  });

  it('shows changes late where it lags, also those from before', async () => {
    const Key = { pk: s('a'), sk: n(1) };
    cloud.faults.indexLag = 500;
    await put({ ...Key, owner: s('ann') });
    expect((await owned('ann')).Count).toBe(0);
    await cloud.advance(600);
    expect((await owned('ann')).Count).toBe(1);
    await put({ ...Key, owner: s('bob') });
    expect((await owned('ann')).Count).toBe(1);
    cloud.faults.indexLag = 0;
    expect([(await owned('ann')).Count, (await owned('bob')).Count]).toEqual([0, 1]);
    cloud.faults.indexLag = 500;
    await put({ ...Key, owner: s('cid') });
    cloud.service.reset();
    await cloud.advance(600);
    expect((await scan({ IndexName: 'byOwner' })).Count).toBe(0);
  });

  it('shows what an item was until the lag has passed, whatever becomes of the item', async () => {
    const Key = { pk: s('a'), sk: n(1) };
    const titles = async () => (await owned('ann')).Items?.map(({ title }) => title?.S);
    await put({ ...Key, owner: s('ann'), title: s('first') });
    await put({ ...Key, sk: n(2), owner: s('ann'), title: s('other') });
    cloud.faults.indexLag = 500;
    await put({ ...Key, owner: s('ann'), title: s('second') });
    await put({ ...Key, owner: s('ann'), title: s('third') });
    expect(await titles()).toEqual(['first', 'other']);
    await cloud.advance(600);
    expect(await titles()).toEqual(['third', 'other']);
    await send(new DeleteItemCommand({ TableName, Key }));
    expect(await titles()).toEqual(['third', 'other']);
    await cloud.advance(600);
    expect(await titles()).toEqual(['other']);
    cloud.faults.indexLag = 0;
    await put({ ...Key, sk: n(2), owner: s('ann'), title: s('at once') });
    expect(await titles()).toEqual(['at once']);
  });
});
