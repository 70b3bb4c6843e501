import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoDb, refusal, type ServedDynamoDb, tableInput } from './served-dynamodb.ts';

let cloud: ServedDynamoDb;

beforeAll(async () => {
  cloud = await openDynamoDb();
});
afterAll(() => cloud.close());

const put = (TableName: string, pk: string, text: string) =>
  cloud.client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, text: { S: text } } }));

/** Switches recovery on, lets a second pass and gives the moment. */
async function recoverable(TableName: string) {
  const input = tableInput(TableName, { pk: 'S' }, { byText: { keys: { text: 'S' } } });
  await cloud.client.send(new CreateTableCommand({ ...input, DeletionProtectionEnabled: true }));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await cloud.client.send(
    new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
  );
}

async function moment() {
  await cloud.advance(1_000);
  const at = new Date(cloud.surroundings.context.clock.now());
  await cloud.advance(1_000);
  return at;
}

const restore = (SourceTableName: string, TargetTableName: string, at?: Date) =>
  cloud.client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName,
      TargetTableName,
      ...(at ? { RestoreDateTime: at } : { UseLatestRestorableTime: true }),
    }),
  );

async function itemsOf(TableName: string) {
  const { Items = [] } = await cloud.client.send(new ScanCommand({ TableName }));
  return Object.fromEntries(Items.map(({ pk, text }) => [pk?.S, text?.S]));
}

describe('point-in-time recovery', () => {
  it('makes a new table with the items and indexes of any moment since it was switched on', async () => {
    await recoverable('house');
    await put('house', 'changed', 'old');
    await put('house', 'removed', 'there');
    const first = await moment();
    await put('house', 'changed', 'newer');
    await put('house', 'changed', 'newest');
    await put('house', 'added', 'new');
    await cloud.client.send(
      new DeleteItemCommand({ TableName: 'house', Key: { pk: { S: 'removed' } } }),
    );
    const second = await moment();
    await put('house', 'changed', 'last');

    await restore('house', 'house-first', first);
    await restore('house', 'house-second', second);
    await restore('house', 'house-now');
    expect(await itemsOf('house-first')).toEqual({ changed: 'old', removed: 'there' });
    expect(await itemsOf('house-second')).toEqual({ changed: 'newest', added: 'new' });
    expect(await itemsOf('house-now')).toEqual({ changed: 'last', added: 'new' });
    const { Items } = await cloud.client.send(
      new QueryCommand({
        TableName: 'house-first',
        IndexName: 'byText',
        KeyConditionExpression: '#text = :text',
        ExpressionAttributeNames: { '#text': 'text' },
        ExpressionAttributeValues: { ':text': { S: 'there' } },
      }),
    );
    expect(Items).toHaveLength(1);
  });

  it('brings back neither stream nor protection nor recovery of the table', async () => {
    await recoverable('plain');
    await restore('plain', 'plain-again');
    const { Table } = await cloud.client.send(
      new DescribeTableCommand({ TableName: 'plain-again' }),
    );
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', DeletionProtectionEnabled: false });
    expect(Table?.LatestStreamArn).toBeUndefined();
    const { ContinuousBackupsDescription } = await cloud.client.send(
      new DescribeContinuousBackupsCommand({ TableName: 'plain-again' }),
    );
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
      PointInTimeRecoveryStatus: 'DISABLED',
    });
  });

  it('refuses moments before it was switched on and to come, tables without it, and names that are taken', async () => {
    await recoverable('bounded');
    const now = cloud.surroundings.context.clock.now();
    for (const at of [now - 3_600_000, now + 3_600_000])
      expect(await refusal(restore('bounded', 'never', new Date(at)))).toMatch(
        /^InvalidRestoreTimeException/,
      );
    expect(await refusal(restore('bounded', 'bounded'))).toMatch(/^TableAlreadyExistsException/);
    expect(await refusal(restore('nowhere', 'never'))).toMatch(/^TableNotFoundException/);
    await cloud.client.send(new CreateTableCommand(tableInput('unprotected', { pk: 'S' })));
    expect(await refusal(restore('unprotected', 'never'))).toMatch(
      /^PointInTimeRecoveryUnavailableException/,
    );
  });
});
