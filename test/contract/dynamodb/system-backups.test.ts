import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListBackupsCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableFromBackupCommand,
  ScanCommand,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResource } from '#test/support/served-cloud';
import { openDynamoDb, refusal, type ServedDynamoDb, tableInput } from './served-dynamodb.ts';

let cloud: ServedDynamoDb;

beforeAll(async () => {
  cloud = await openDynamoDb();
});
afterAll(() => cloud.close());

const day = 86_400_000;
const streaming = {
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
} as const;

async function recoverable(TableName: string) {
  const { client } = cloud;
  const input = tableInput(TableName, { pk: 'S' }, { byText: { keys: { text: 'S' } } });
  const { TableDescription } = await client.send(
    new CreateTableCommand({ ...input, ...streaming }),
  );
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await client.send(
    new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
  );
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
    }),
  );
  await client.send(
    new TagResourceCommand({
      ResourceArn: TableDescription!.TableArn,
      Tags: [{ Key: 'kept', Value: 'no' }],
    }),
  );
}

const put = (TableName: string, pk: string) =>
  cloud.client.send(
    new PutItemCommand({ TableName, Item: { pk: { S: pk }, text: { S: 'said' } } }),
  );
const remove = (TableName: string) => cloud.client.send(new DeleteTableCommand({ TableName }));
const backups = async (TableName?: string) => {
  const input = { BackupType: 'SYSTEM', TableName } as const;
  return (await cloud.client.send(new ListBackupsCommand(input))).BackupSummaries ?? [];
};
const restore = (BackupArn: string, TargetTableName: string) =>
  cloud.client.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName }));
const described = async (TableName: string) =>
  (await cloud.client.send(new DescribeTableCommand({ TableName }))).Table!;

describe('the backup of a deleted table', () => {
  it('brings it back under its own name with items and indexes, without its settings', async () => {
    await recoverable('house');
    await put('house', 'a');
    const { LatestStreamArn: stream, TableId } = await described('house');
    await remove('house');
    const [backup] = await backups('house');
    expect(backup).toMatchObject({
      ...{ TableName: 'house', TableId, BackupType: 'SYSTEM', BackupStatus: 'AVAILABLE' },
      BackupArn: expect.stringMatching(/:table\/house\/backup\/\d{14}-[0-9a-f]{8}$/),
    });
    const { BackupCreationDateTime: made, BackupExpiryDateTime: goes } = backup!;
    expect(goes!.getTime() - made!.getTime()).toBe(35 * day);

    await restore(backup!.BackupArn!, 'house');
    const table = await described('house');
    expect(table).toMatchObject({ TableStatus: 'ACTIVE', DeletionProtectionEnabled: false });
    expect([table.LatestStreamArn, table.TableId === TableId]).toEqual([undefined, false]);
    const { TimeToLiveDescription } = await cloud.client.send(
      new DescribeTimeToLiveCommand({ TableName: 'house' }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const { Items } = await cloud.client.send(
      new QueryCommand({
        ...{ TableName: 'house', IndexName: 'byText', KeyConditionExpression: '#t = :t' },
        ExpressionAttributeNames: { '#t': 'text' },
        ExpressionAttributeValues: { ':t': { S: 'said' } },
      }),
    );
    expect(Items).toHaveLength(1);

    await cloud.client.send(new UpdateTableCommand({ TableName: 'house', ...streaming }));
    const { LatestStreamArn: anew } = await described('house');
    expect(anew).toMatch(/:table\/house\/stream\/2\d{3}-/);
    expect(anew).not.toBe(stream);
    // What is done to the table leaves its backup as it was.
    await put('house', 'later');
    await restore(backup!.BackupArn!, 'house-again');
    const { Count } = await cloud.client.send(new ScanCommand({ TableName: 'house-again' }));
    expect(Count).toBe(1);
  });

  it('is made of tables with recovery alone, and listed only where system backups are asked for', async () => {
    await cloud.client.send(new CreateTableCommand(tableInput('plain', { pk: 'S' })));
    await remove('plain');
    expect(await backups('plain')).toEqual([]);
    await recoverable('listed');
    await remove('listed');
    const { client } = cloud;
    expect((await client.send(new ListBackupsCommand({}))).BackupSummaries).toEqual([]);
    const first = await client.send(new ListBackupsCommand({ BackupType: 'ALL', Limit: 1 }));
    const second = await client.send(
      new ListBackupsCommand({
        ...{ BackupType: 'ALL', ExclusiveStartBackupArn: first.LastEvaluatedBackupArn },
      }),
    );
    const names = [first, second].flatMap(({ BackupSummaries = [] }) =>
      BackupSummaries.map(({ TableName }) => TableName),
    );
    expect(names).toEqual(['house', 'listed']);
  });

  it('is refused for a name that is taken and for one that is not there, and goes after 35 days', async () => {
    await recoverable('brief');
    await remove('brief');
    const arn = (await backups('brief'))[0]!.BackupArn!;
    expect(await refusal(restore(arn, 'house'))).toMatch(/^TableAlreadyExistsException/);
    expect(await refusal(restore(`${arn}0`, 'brief'))).toMatch(/^BackupNotFoundException/);
    await cloud.advance(35 * day);
    expect(await backups('brief')).toEqual([]);
    expect(await refusal(restore(arn, 'brief'))).toMatch(/^BackupNotFoundException/);
  });

  it('is not made while the table is protected', async () => {
    await recoverable('guarded');
    const protection = { TableName: 'guarded', DeletionProtectionEnabled: true };
    await cloud.client.send(new UpdateTableCommand(protection));
    expect(await refusal(remove('guarded'))).toMatch(/^ValidationException.*protected/);
    expect(await backups('guarded')).toEqual([]);
  });

  it('is restored by who may fill the table, too', async () => {
    await recoverable('asked');
    await remove('asked');
    const BackupArn = (await backups('asked'))[0]!.BackupArn!;
    const may = (actions: readonly string[]) => {
      cloud.surroundings.roleMay = ({ action }) =>
        action === 'dynamodb:RestoreTableFromBackup' || actions.includes(action);
    };
    const attempt = () =>
      cloud.role.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: 'asked' }));
    may([]);
    expect(await refusal(attempt())).toMatch(/^AccessDenied/);
    const filling = ['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem', 'Query', 'Scan'];
    may([...filling, 'BatchWriteItem'].map((action) => `dynamodb:${action}`));
    await attempt();
  });
});

it('a stream that a request made gets the name of its template at the next start', async () => {
  const properties = {
    ...tableInput('drifted', { pk: 'S' }),
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  };
  const made = createResource(cloud.service, { type: 'AWS::DynamoDB::Table', properties });
  const change = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: 'NEW_IMAGE' }) =>
    cloud.client.send(new UpdateTableCommand({ TableName: 'drifted', StreamSpecification }));
  await change({ StreamEnabled: false });
  await change({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' });
  await put('drifted', 'a');
  const name = made.attributes['StreamArn']!;
  expect((await described('drifted')).LatestStreamArn).not.toBe(name);
  expect(cloud.service.streams.exists(name)).toBe(false);
  createResource(cloud.service, { type: 'AWS::DynamoDB::Table', properties });
  expect((await described('drifted')).LatestStreamArn).toBe(name);
  expect(cloud.service.streams.read(name, -1, 10)).toHaveLength(1);
});
