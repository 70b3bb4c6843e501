import {
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowChange } from '#infra/local/dynamodb/followed-rows';
import { makeTable, openDynamoDb, type ServedDynamoDb } from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
const TableName = 'followed';
const item = (pk: string, x: number) => ({ pk: { S: pk }, x: { N: String(x) } });
const text = (pk: string, x: number) => JSON.stringify(item(pk, x));
const put = (pk: string, x: number) =>
  cloud.client.send(new PutItemCommand({ TableName, Item: item(pk, x) }));
const remove = (pk: string) =>
  cloud.client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk } } }));

beforeEach(async () => {
  cloud = await openDynamoDb();
  await makeTable(cloud.client, TableName, { pk: 'S' }, { byX: { keys: { x: 'N' } } });
});
afterEach(() => cloud.close());

const seen = (changes: readonly RowChange[]) => changes.map(({ before, after }) => [before, after]);

describe('who follows a table', () => {
  it('sees at first what is there, then what became of it', async () => {
    await put('a', 1);
    const look = cloud.service.follow(TableName);
    await put('b', 1);
    expect(seen(look())).toEqual([
      [undefined, text('a', 1)],
      [undefined, text('b', 1)],
    ]);
    await put('a', 2);
    await remove('b');
    await put('c', 1);
    expect(seen(look())).toEqual([
      [text('a', 1), text('a', 2)],
      [text('b', 1), undefined],
      [undefined, text('c', 1)],
    ]);
    expect(look()).toEqual([]);
  });

  it('sees nothing of what ends as it was, and of what was taken back', async () => {
    await put('a', 1);
    const look = cloud.service.follow(TableName);
    look();
    await put('a', 2);
    await put('a', 1);
    await put('b', 1);
    await remove('b');
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: item('a', 3) } },
        {
          ConditionCheck: {
            TableName,
            Key: { pk: { S: 'b' } },
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    });
    await expect(cloud.client.send(transaction)).rejects.toThrow();
    expect(look()).toEqual([]);
  });

  it('sees that a reset has emptied the table', async () => {
    await put('a', 1);
    const look = cloud.service.follow(TableName);
    look();
    cloud.service.reset();
    await put('b', 1);
    expect(seen(look())).toEqual([
      [text('a', 1), undefined],
      [undefined, text('b', 1)],
    ]);
  });
});
