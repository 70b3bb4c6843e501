import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResource } from '#test/support/served-cloud';
import {
  makeTable,
  openDynamoDb,
  refusal,
  type ServedDynamoDb,
  tableInput,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;

beforeAll(async () => {
  cloud = await openDynamoDb();
});
afterAll(() => cloud.close());

const send = ((command) => cloud.client.send(command)) as ServedDynamoDb['client']['send'];

describe('a table', () => {
  it('is described with its keys, indexes, stream and totals', async () => {
    const input = tableInput(
      'described',
      { pk: 'S', sk: 'N' },
      { byOwner: { keys: { owner: 'S' }, include: ['name'] }, bySize: { keys: { size: 'N' } } },
    );
    const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    const { TableDescription } = await send(
      new CreateTableCommand({ ...input, StreamSpecification: stream }),
    );
    expect(TableDescription?.TableStatus).toBe('CREATING');
    const Item = { pk: { S: 'a' }, sk: { N: '1' }, owner: { S: 'o' }, more: { S: 'xyz' } };
    await send(new PutItemCommand({ TableName: 'described', Item }));
    const { Table } = await send(new DescribeTableCommand({ TableName: 'described' }));
    expect(Table).toMatchObject({
      TableName: 'described',
      TableArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/described',
      TableStatus: 'ACTIVE',
      ItemCount: 1,
      TableSizeBytes: 3 + 4 + 6 + 7,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      StreamSpecification: stream,
      DeletionProtectionEnabled: false,
    });
    expect(Table?.CreationDateTime).toBeInstanceOf(Date);
    expect(Table?.LatestStreamArn).toMatch(/^arn:aws:dynamodb:.*:table\/described\/stream\//);
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'byOwner',
        IndexStatus: 'ACTIVE',
        ItemCount: 1,
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
      },
      { IndexName: 'bySize', ItemCount: 0, Projection: { ProjectionType: 'ALL' } },
    ]);
  });

  it('cannot be made twice, nor with keys and definitions that do not fit', async () => {
    await makeTable(cloud.client, 'once', { pk: 'S' });
    const create = (change: object) =>
      refusal(send(new CreateTableCommand({ ...tableInput('other', { pk: 'S' }), ...change })));
    expect(await create({ TableName: 'once' })).toBe(
      'ResourceInUseException: Table already exists: once',
    );
    const definition = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
    expect(await create({ AttributeDefinitions: [definition('pk'), definition('x')] })).toBe(
      'ValidationException: One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
    expect(await create({ AttributeDefinitions: [definition('x')] })).toMatch(
      /^ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions\. Keys: \[pk\], AttributeDefinitions: \[x\]$/,
    );
    expect(await create({ KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] })).toBe(
      'ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    );
    expect(await create({ TableName: 'a!' })).toMatch(/^ValidationException: 1 validation error/);
    expect(await create({ BillingMode: 'PROVISIONED' })).toMatch(/^ValidationException/);
    expect(await create({ LocalSecondaryIndexes: [] })).toMatch(/not emulated/);
  });

  it('that does not exist has the words of AWS', async () => {
    const missing = { TableName: 'missing' };
    expect(await refusal(send(new DescribeTableCommand(missing)))).toBe(
      'ResourceNotFoundException: Requested resource not found: Table: missing not found',
    );
    expect(await refusal(send(new ScanCommand(missing)))).toBe(
      'ResourceNotFoundException: Requested resource not found',
    );
    expect(await refusal(send(new DescribeContinuousBackupsCommand(missing)))).toBe(
      'TableNotFoundException: Table not found: missing',
    );
  });

  it('is listed by name in pages', async () => {
    for (const name of ['list-c', 'list-a', 'list-b'])
      await makeTable(cloud.client, name, { pk: 'S' });
    const first = await send(new ListTablesCommand({ ExclusiveStartTableName: 'list', Limit: 2 }));
    expect(first.TableNames).toEqual(['list-a', 'list-b']);
    expect(first.LastEvaluatedTableName).toBe('list-b');
    const rest = await send(new ListTablesCommand({ ExclusiveStartTableName: 'list-b' }));
    expect(rest.TableNames?.[0]).toBe('list-c');
    expect(rest.LastEvaluatedTableName).toBeUndefined();
  });

  it('goes with all its items, unless it is protected', async () => {
    const TableName = 'protected';
    const input = { ...tableInput(TableName, { pk: 'S' }), DeletionProtectionEnabled: true };
    await send(new CreateTableCommand(input));
    await send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } }));
    expect(await refusal(send(new DeleteTableCommand({ TableName })))).toBe(
      'ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
    await send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    const { TableDescription } = await send(new DeleteTableCommand({ TableName }));
    expect(TableDescription?.TableStatus).toBe('DELETING');
    await send(new CreateTableCommand(tableInput(TableName, { pk: 'S' })));
    expect((await send(new ScanCommand({ TableName }))).Items).toEqual([]);
  });
});

describe('an index that is added later', () => {
  const TableName = 'grown';
  const owned = (owner: string) =>
    new QueryCommand({
      TableName,
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: owner } },
    });
  const put = (pk: string, owner: object) =>
    send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, owner } as never }));

  it('is filled with the items that fit and left alone by those that do not', async () => {
    await makeTable(cloud.client, TableName, { pk: 'S' });
    await put('fits', { S: 'o' });
    await put('number', { N: '1' });
    await put('empty', { S: '' });
    await put('flag', { BOOL: true });
    const [index] = tableInput('x', { pk: 'S' }, { byOwner: { keys: { owner: 'S' } } })
      .GlobalSecondaryIndexes!;
    await send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
    expect((await send(owned('o'))).Items).toEqual([{ pk: { S: 'fits' }, owner: { S: 'o' } }]);
    for (const pk of ['number', 'empty', 'flag'])
      await send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: pk } },
          UpdateExpression: 'SET touched = :t',
          ExpressionAttributeValues: { ':t': { BOOL: true } },
        }),
      );
    const { Count } = await send(new ScanCommand({ TableName, IndexName: 'byOwner' }));
    expect(Count).toBe(1);
    await put('flag', { S: 'o' });
    expect((await send(owned('o'))).Count).toBe(2);
  });

  it('can be removed, and is unknown then', async () => {
    const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName: 'byOwner' } }];
    await send(new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates }));
    expect(await refusal(send(owned('o')))).toBe(
      'ValidationException: The table does not have the specified index: byOwner',
    );
    const again = send(new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates }));
    expect(await refusal(again)).toMatch(/^ResourceNotFoundException/);
  });
});

describe('settings of a table', () => {
  it('has point-in-time recovery once it is switched on', async () => {
    const TableName = 'recoverable';
    await makeTable(cloud.client, TableName, { pk: 'S' });
    const status = async () =>
      (await send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
        ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    expect(await status()).toBe('DISABLED');
    await send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect(await status()).toBe('ENABLED');
  });

  it('keeps its tags', async () => {
    const TableName = 'tagged';
    const Tags = [{ Key: 'stage', Value: 'test' }];
    await send(new CreateTableCommand({ ...tableInput(TableName, { pk: 'S' }), Tags }));
    const ResourceArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/tagged';
    const tag = { Key: 'team', Value: 'crm' };
    await send(new TagResourceCommand({ ResourceArn, Tags: [tag] }));
    await send(new UntagResourceCommand({ ResourceArn, TagKeys: ['stage'] }));
    expect((await send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags).toEqual([tag]);
  });
});

describe('a table of the template', () => {
  const properties = (change: object) => ({ ...tableInput('made', { pk: 'S' }), ...change });
  const create = (change: object) =>
    createResource(cloud.service, {
      type: 'AWS::DynamoDB::Table',
      properties: properties(change),
    });
  const described = async () => (await send(new DescribeTableCommand({ TableName: 'made' }))).Table;

  it('keeps its items and follows changes of everything but its key', async () => {
    const { attributes } = create({});
    expect(attributes['Arn']).toBe('arn:aws:dynamodb:eu-west-1:000000000000:table/made');
    const Item = { pk: { S: 'a' }, owner: { S: 'o' } };
    await send(new PutItemCommand({ TableName: 'made', Item }));
    const indexed = tableInput(
      'made',
      { pk: 'S' },
      { byOwner: { keys: { owner: 'S' }, include: [] } },
    );
    const expiring = { TimeToLiveSpecification: { AttributeName: 'until', Enabled: true } };
    const streaming = { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } };
    create({ ...indexed, ...expiring, ...streaming, DeletionProtectionEnabled: true });
    expect(await described()).toMatchObject({
      ItemCount: 1,
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      GlobalSecondaryIndexes: [{ ItemCount: 1, Projection: { ProjectionType: 'KEYS_ONLY' } }],
    });
    create({
      ...tableInput('made', { pk: 'S' }, { byOwner: { keys: { owner: 'S' } } }),
      TimeToLiveSpecification: { AttributeName: 'gone', Enabled: true },
    });
    const changed = await described();
    expect(changed?.GlobalSecondaryIndexes).toMatchObject([
      { ItemCount: 1, Projection: { ProjectionType: 'ALL' } },
    ]);
    expect(changed?.StreamSpecification).toBeUndefined();
    expect(changed?.DeletionProtectionEnabled).toBe(false);
    create({ TimeToLiveSpecification: { AttributeName: 'gone', Enabled: false } });
    expect((await described())?.GlobalSecondaryIndexes).toBeUndefined();
    expect(() => create(tableInput('made', { id: 'S' }))).toThrow(/another key than the template/);
  });
});
