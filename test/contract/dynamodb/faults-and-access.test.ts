import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Item,
  makeTable,
  openDynamoDb,
  refused,
  type ServedDynamoDb,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
const TableName = 'faulty';
const arn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/faulty';
const key = (pk: string) => ({ pk: { S: pk } });
const send = ((command) => cloud.client.send(command)) as ServedDynamoDb['client']['send'];
const put = (Item: Item) => send(new PutItemCommand({ TableName, Item }));
const read = async (pk: string) =>
  (await send(new GetItemCommand({ TableName, Key: key(pk) }))).Item;

beforeAll(async () => {
  cloud = await openDynamoDb();
  await makeTable(cloud.client, TableName, { pk: 'S' }, { byOwner: { keys: { owner: 'S' } } });
});
beforeEach(() => cloud.service.reset());
afterEach(() => cloud.faults.clear());
afterAll(() => cloud.close());

describe('a fault', () => {
  it('throttle refuses before anything is done, where its scope says', async () => {
    cloud.faults.set('throttle', 1, 'PutItem');
    expect((await refused(put(key('a')))).name).toBe('ProvisionedThroughputExceededException');
    expect(await read('a')).toBeUndefined();
    cloud.faults.clear();
    cloud.faults.set('throttle', 1, 'another-table');
    await put(key('a'));
    expect(await read('a')).toEqual(key('a'));
  });

  it('lost-acknowledgement does the work and fails all the same', async () => {
    cloud.faults.set('lost-acknowledgement', 1, 'PutItem');
    const error = await refused(put(key('a')));
    expect(error).toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
    expect(await read('a')).toEqual(key('a'));
  });

  it('transaction-conflict cancels a transaction for one of its items', async () => {
    cloud.faults.set('transaction-conflict', 1);
    const TransactItems = ['a', 'b', 'c'].map((pk) => ({ Put: { TableName, Item: key(pk) } }));
    const gets = ['a', 'b', 'c'].map((pk) => ({ Get: { TableName, Key: key(pk) } }));
    for (const command of [
      new TransactWriteItemsCommand({ TransactItems }),
      new TransactGetItemsCommand({ TransactItems: gets }),
    ]) {
      const error = await refused(send(command as TransactWriteItemsCommand));
      expect(error.name).toBe('TransactionCanceledException');
      const { CancellationReasons } = error as unknown as {
        CancellationReasons: { Code: string }[];
      };
      expect(CancellationReasons.map(({ Code }) => Code).sort()).toEqual([
        'None',
        'None',
        'TransactionConflict',
      ]);
    }
    expect(await read('a')).toBeUndefined();
  });

  it('transaction-conflict refuses a single write to an item of another transaction', async () => {
    cloud.faults.set('transaction-conflict', 1, 'single-write');
    expect(await refused(put(key('a')))).toMatchObject({ name: 'TransactionConflictException' });
    expect(await read('a')).toBeUndefined();
  });

  it('unprocessed-items leaves a part of a batch, which can be sent again', async () => {
    cloud.faults.set('unprocessed-items', 1);
    const names = ['a', 'b', 'c', 'd'];
    const requests = names.map((pk) => ({ PutRequest: { Item: key(pk) } }));
    const written = await send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }),
    );
    expect(written.UnprocessedItems?.[TableName]).toContainEqual(requests[0]);
    cloud.faults.clear();
    await send(new BatchWriteItemCommand({ RequestItems: written.UnprocessedItems }));
    cloud.faults.set('unprocessed-items', 1);
    const Keys = names.map(key);
    const got = await send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    cloud.faults.clear();
    const rest = await send(new BatchGetItemCommand({ RequestItems: got.UnprocessedKeys }));
    const found = [...(got.Responses?.[TableName] ?? []), ...(rest.Responses?.[TableName] ?? [])];
    expect(rest.Responses?.[TableName]?.length).toBeGreaterThan(0);
    expect(found.map((item) => item['pk']?.S).sort()).toEqual(names);
  });
});

describe('IAM is asked', () => {
  const needs = async (call: Promise<unknown>) => {
    cloud.surroundings.asked.length = 0;
    await call;
    return [...cloud.surroundings.asked];
  };
  const leading = (...keys: string[]) => ({ conditions: { 'dynamodb:LeadingKeys': keys } });

  it('for the table and the leading keys of what is read or written', async () => {
    expect(await needs(put(key('a')))).toEqual([
      { action: 'dynamodb:PutItem', resource: arn, ...leading('a') },
    ]);
    const RequestItems = { [TableName]: { Keys: [key('a'), key('b')] } };
    expect(await needs(send(new BatchGetItemCommand({ RequestItems })))).toEqual([
      { action: 'dynamodb:BatchGetItem', resource: arn, ...leading('a', 'b') },
    ]);
  });

  it('for the partition a query names, of the index it names', async () => {
    const KeyConditionExpression = '#k = :k';
    const ExpressionAttributeValues = { ':k': { S: 'x' } };
    const query = (name: string, index: object) =>
      send(
        new QueryCommand({
          TableName,
          ...index,
          KeyConditionExpression,
          ExpressionAttributeNames: { '#k': name },
          ExpressionAttributeValues,
        }),
      );
    expect(await needs(query('pk', {}))).toEqual([
      { action: 'dynamodb:Query', resource: arn, ...leading('x') },
    ]);
    expect(await needs(query('owner', { IndexName: 'byOwner' }))).toEqual([
      { action: 'dynamodb:Query', resource: `${arn}/index/byOwner`, ...leading('x') },
    ]);
  });

  it('for each action of a transaction', async () => {
    const ConditionExpression = 'attribute_not_exists(pk)';
    const TransactItems = [
      { Put: { TableName, Item: key('a') } },
      { ConditionCheck: { TableName, Key: key('b'), ConditionExpression } },
    ];
    expect(await needs(send(new TransactWriteItemsCommand({ TransactItems })))).toEqual([
      { action: 'dynamodb:PutItem', resource: arn, ...leading('a') },
      { action: 'dynamodb:ConditionCheckItem', resource: arn, ...leading('b') },
    ]);
  });

  it('and a role is refused what it may not do', async () => {
    cloud.surroundings.roleMay = ({ action }) => action === 'dynamodb:GetItem';
    const may = cloud.role.send(new GetItemCommand({ TableName, Key: key('a') }));
    await expect(may).resolves.toBeDefined();
    await refused(cloud.role.send(new PutItemCommand({ TableName, Item: key('a') })));
    expect(await read('a')).toBeUndefined();
  });
});
