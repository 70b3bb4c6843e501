import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Item,
  makeTable,
  openDynamoDb,
  refusal,
  refused,
  type ServedDynamoDb,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
const TableName = 'together';
const n = (value: number) => ({ N: String(value) });
const s = (value: string) => ({ S: value });
const key = (pk: string | number) => ({ pk: s(String(pk)) });
const send = ((command) => cloud.client.send(command)) as ServedDynamoDb['client']['send'];
const read = async (pk: string) =>
  (await send(new GetItemCommand({ TableName, Key: key(pk) }))).Item;
const count = async () => (await send(new ScanCommand({ TableName }))).Count;

beforeAll(async () => {
  cloud = await openDynamoDb();
  await makeTable(cloud.client, TableName, { pk: 'S' }, { byOwner: { keys: { owner: 'S' } } });
});
beforeEach(() => cloud.service.reset());
afterAll(() => cloud.close());

describe('a batch', () => {
  const write = (requests: object[]) =>
    send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  const put = (Item: Item) => ({ PutRequest: { Item } });
  const get = (Keys: Item[], more: object = {}) =>
    send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ...more } } }));
  const keys = (length: number) => Array.from({ length }, (_, at) => key(at));

  it('puts and deletes up to 25 items', async () => {
    expect((await write(keys(25).map(put))).UnprocessedItems).toEqual({});
    await write([{ DeleteRequest: { Key: key(0) } }, put({ ...key(1), x: n(1) })]);
    expect(await count()).toBe(24);
    expect(await read('1')).toEqual({ ...key(1), x: n(1) });
  });

  it('is refused as a whole when it is too long, empty, repeats a key or has one bad item', async () => {
    expect(await refusal(write(keys(26).map(put)))).toBe(
      'ValidationException: Too many items requested for the BatchWriteItem call',
    );
    expect(await refusal(write([]))).toMatch(/^ValidationException/);
    expect(await refusal(send(new BatchWriteItemCommand({ RequestItems: {} })))).toBe(
      "ValidationException: 1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    expect(await refusal(write([put(key(1)), { DeleteRequest: { Key: key(1) } }]))).toBe(
      'ValidationException: Provided list of item keys contains duplicates',
    );
    expect(await refusal(write([put(key(1)), put({})]))).toContain(
      'Missing the key pk in the item',
    );
    expect(await count()).toBe(0);
  });

  it('reads up to 100 keys, with a projection', async () => {
    await write([put({ ...key(1), x: n(1), y: n(2) })]);
    const { Responses } = await get(keys(100), { ProjectionExpression: 'x' });
    expect(Responses).toEqual({ [TableName]: [{ x: n(1) }] });
    expect(await refusal(get(keys(101)))).toBe(
      'ValidationException: Too many items requested for the BatchGetItem call',
    );
    expect(await refusal(get([key(1), key(1)]))).toBe(
      'ValidationException: Provided list of item keys contains duplicates',
    );
  });

  it('gives back the keys that do not fit into 16 MB', async () => {
    const blob = s('x'.repeat(399 * 1024));
    for (let at = 0; at < 45; at += 15)
      await write(
        keys(45)
          .slice(at, at + 15)
          .map((each) => put({ ...each, blob })),
      );
    const { Responses, UnprocessedKeys } = await get(keys(45));
    const left = UnprocessedKeys?.[TableName]?.Keys ?? [];
    expect(left.length).toBeGreaterThan(0);
    expect(Responses?.[TableName]?.length).toBe(45 - left.length);
    expect((await get(left)).Responses?.[TableName]?.length).toBe(left.length);
  });
});

describe('a transaction', () => {
  const transact = (
    TransactItems: TransactWriteItem[],
    more: Partial<TransactWriteItemsCommandInput> = {},
  ) => send(new TransactWriteItemsCommand({ TransactItems, ...more }));
  const put = (Item: Item, more: object = {}) => ({ Put: { TableName, Item, ...more } });
  const unless = { ConditionExpression: 'attribute_not_exists(pk)' };

  it('does all of its actions', async () => {
    await transact([put(key('gone')), put(key('old'))]);
    await transact([
      put(key('new'), unless),
      { Delete: { TableName, Key: key('gone') } },
      {
        Update: {
          TableName,
          Key: key('old'),
          UpdateExpression: 'ADD x :one',
          ExpressionAttributeValues: { ':one': n(1) },
        },
      },
      { ConditionCheck: { TableName, Key: key('other'), ...unless } },
    ]);
    const gets = ['new', 'gone', 'old', 'other'].map((pk) => ({
      Get: { TableName, Key: key(pk) },
    }));
    const { Responses } = await send(new TransactGetItemsCommand({ TransactItems: gets }));
    expect(Responses?.map(({ Item }) => Item)).toEqual([
      key('new'),
      undefined,
      { ...key('old'), x: n(1) },
      undefined,
    ]);
  });

  it('does nothing where one fails, and says why in the order of its actions', async () => {
    await send(new PutItemCommand({ TableName, Item: { ...key('held'), x: s('text') } }));
    const error = await refused(
      transact([
        put(key('free')),
        put(key('held'), { ...unless, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        {
          ConditionCheck: {
            TableName,
            Key: key('none'),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ]),
    );
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
    );
    expect(error).toMatchObject({
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('held'), x: s('text') },
        },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    const misfit = await refused(
      transact([
        put(key('free')),
        {
          Update: {
            TableName,
            Key: key('held'),
            UpdateExpression: 'ADD x :one',
            ExpressionAttributeValues: { ':one': n(1) },
          },
        },
      ]),
    );
    expect(misfit).toMatchObject({
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ValidationError',
          Message: 'An operand in the update expression has an incorrect data type',
        },
      ],
    });
    expect(await count()).toBe(1);
  });

  it('with the same token is done once, for ten minutes', async () => {
    const ClientRequestToken = 'once';
    const counting = (amount: number): TransactWriteItem[] => [
      {
        Update: {
          TableName,
          Key: key('counter'),
          UpdateExpression: 'ADD x :x',
          ExpressionAttributeValues: { ':x': n(amount) },
        },
      },
    ];
    await transact(counting(1), { ClientRequestToken });
    const again = await transact(counting(1), {
      ClientRequestToken,
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(again.ConsumedCapacity).toMatchObject([{ ReadCapacityUnits: 2 }]);
    expect((await read('counter'))?.['x']).toEqual(n(1));
    expect((await refused(transact(counting(2), { ClientRequestToken }))).name).toBe(
      'IdempotentParameterMismatchException',
    );
    await cloud.advance(10 * 60_000 + 1);
    await transact(counting(1), { ClientRequestToken });
    expect((await read('counter'))?.['x']).toEqual(n(2));
    cloud.service.reset();
    await transact(counting(1), { ClientRequestToken });
    expect((await read('counter'))?.['x']).toEqual(n(1));
  });

  it('is refused with one item twice, more than 100 actions or 4 MB', async () => {
    expect(await refusal(transact([put(key(1)), { Delete: { TableName, Key: key(1) } }]))).toBe(
      'ValidationException: Transaction request cannot include multiple operations on one item',
    );
    const puts = (length: number, more: Item = {}) =>
      Array.from({ length }, (_, at) => put({ ...key(at), ...more }));
    await transact(puts(100));
    expect(await refusal(transact(puts(101)))).toMatch(/^ValidationException: 1 validation error/);
    expect(await refusal(transact(puts(11, { blob: s('x'.repeat(399 * 1024)) })))).toBe(
      'ValidationException: Collection of items in the transaction exceeded the maximum size of 4 MB',
    );
    expect(await refusal(transact([{ ...put(key(1)), Delete: { TableName, Key: key(1) } }]))).toBe(
      'ValidationException: TransactItems can only contain one of Check, Put, Update or Delete',
    );
  });

  it('costs double, its index entries do not', async () => {
    const item = { ...key('a'), owner: s('ann'), blob: s('x'.repeat(1_500)) };
    const { ConsumedCapacity } = await transact([put(item)], { ReturnConsumedCapacity: 'INDEXES' });
    expect(ConsumedCapacity).toMatchObject([
      {
        TableName,
        CapacityUnits: 6,
        WriteCapacityUnits: 6,
        Table: { WriteCapacityUnits: 4 },
        GlobalSecondaryIndexes: { byOwner: { WriteCapacityUnits: 2 } },
      },
    ]);
    const Get = { TableName, Key: key('a') };
    const read = new TransactGetItemsCommand({
      TransactItems: [{ Get }],
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await send(read)).ConsumedCapacity).toMatchObject([{ ReadCapacityUnits: 2 }]);
  });
});

describe('capacity', () => {
  const put = (Item: Item) =>
    send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'INDEXES' }));
  const costs = async (Item: Item) => {
    const { ConsumedCapacity: used } = await put(Item);
    return [used?.Table?.CapacityUnits, used?.GlobalSecondaryIndexes?.['byOwner']?.CapacityUnits];
  };

  it('of a write is the larger item, and of an index what changes in it', async () => {
    const large = s('x'.repeat(2_500));
    expect(await costs(key('a'))).toEqual([1, undefined]);
    expect(await costs({ ...key('a'), owner: s('ann'), large })).toEqual([3, 3]);
    expect(await costs({ ...key('a'), owner: s('bob') })).toEqual([3, 4]);
    expect(await costs({ ...key('a'), owner: s('bob') })).toEqual([1, undefined]);
    expect(await costs(key('a'))).toEqual([1, 1]);
  });

  it('of a read is counted in 4 KB, half for an eventual one', async () => {
    await put({ ...key('a'), large: s('x'.repeat(4_096)) });
    const units = async (pk: string, ConsistentRead: boolean) =>
      (
        await send(
          new GetItemCommand({
            TableName,
            Key: key(pk),
            ConsistentRead,
            ReturnConsumedCapacity: 'TOTAL',
          }),
        )
      ).ConsumedCapacity?.CapacityUnits;
    expect([await units('a', true), await units('a', false), await units('none', false)]).toEqual([
      2, 1, 0.5,
    ]);
    expect(cloud.service.meter().of(TableName)).toMatchObject({ readUnits: 3.5, requests: 4 });
  });
});
