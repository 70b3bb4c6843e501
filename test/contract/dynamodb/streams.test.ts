import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Item,
  openDynamoDb,
  refusal,
  refused,
  type ServedDynamoDb,
  tableInput,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
let StreamArn: string;
const TableName = 'streamed';
const n = (value: number) => ({ N: String(value) });
const s = (value: string) => ({ S: value });
const Key = { pk: s('a') };
const send = ((command) => cloud.client.send(command)) as ServedDynamoDb['client']['send'];
const put = (attributes: Item, pk = 'a') =>
  send(new PutItemCommand({ TableName, Item: { pk: s(pk), ...attributes } }));
const remove = () => send(new DeleteItemCommand({ TableName, Key }));
const now = () => Math.floor(cloud.surroundings.context.clock.now() / 1000);

beforeAll(async () => {
  cloud = await openDynamoDb();
  const StreamSpecification = {
    StreamEnabled: true,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  } as const;
  const indexed = tableInput(TableName, { pk: 'S' }, { byOwner: { keys: { owner: 'S' } } });
  const { TableDescription } = await send(
    new CreateTableCommand({ ...indexed, StreamSpecification }),
  );
  StreamArn = TableDescription?.LatestStreamArn ?? '';
});
beforeEach(() => cloud.service.reset());
afterAll(() => cloud.close());

async function iterator(
  type: Partial<GetShardIteratorCommandInput> = { ShardIteratorType: 'TRIM_HORIZON' },
) {
  const { StreamDescription } = await cloud.streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const input = { StreamArn, ShardId, ShardIteratorType: undefined, ...type };
  return (await cloud.streams.send(new GetShardIteratorCommand(input))).ShardIterator;
}

const page = (ShardIterator: string | undefined, Limit?: number) =>
  cloud.streams.send(new GetRecordsCommand({ ShardIterator, Limit }));
const records = async () => (await page(await iterator())).Records ?? [];

describe('a stream', () => {
  it('tells what really changed, in order, with the images before and after', async () => {
    await put({ x: n(1) });
    await put({ x: n(1) });
    await put({ x: n(2) });
    await remove();
    await remove();
    const failing = { TableName, Item: Key, ConditionExpression: 'attribute_exists(pk)' };
    await refused(send(new PutItemCommand(failing)));
    await refused(
      send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: { pk: s('b') } } }, { Put: failing }],
        }),
      ),
    );
    const told = await records();
    expect(
      told.map(({ eventName, dynamodb }) => [
        eventName,
        dynamodb?.OldImage?.['x'],
        dynamodb?.NewImage?.['x'],
      ]),
    ).toEqual([
      ['INSERT', undefined, n(1)],
      ['MODIFY', n(1), n(2)],
      ['REMOVE', n(2), undefined],
    ]);
    expect(told[0]).toMatchObject({
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: { Keys: Key, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(told[0]).not.toHaveProperty('userIdentity', expect.anything());
    const numbers = told.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(new Set(told.map(({ eventID }) => eventID)).size).toBe(3);
  });

  it('is read in pages, from the end or from a record on', async () => {
    const latest = await iterator({ ShardIteratorType: 'LATEST' });
    for (const x of [1, 2, 3]) await put({ x: n(x) });
    const first = await page(latest, 2);
    const rest = await page(first.NextShardIterator, 2);
    const of = (records: typeof first.Records) =>
      records?.map(({ dynamodb }) => dynamodb?.NewImage?.['x']);
    expect([of(first.Records), of(rest.Records)]).toEqual([[n(1), n(2)], [n(3)]]);
    expect((await page(rest.NextShardIterator)).Records).toEqual([]);
    const SequenceNumber = first.Records?.[1]?.dynamodb?.SequenceNumber;
    const at = await iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });
    expect(of((await page(at)).Records)).toEqual([n(2), n(3)]);
    const after = await iterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
    expect(of((await page(after)).Records)).toEqual([n(3)]);
  });

  it('forgets after a day, and its iterators end after a quarter of an hour', async () => {
    await put({ x: n(1) });
    const old = await iterator();
    await cloud.advance(15 * 60_000 + 1_000);
    expect((await refused(page(old))).name).toBe('ExpiredIteratorException');
    expect(await records()).toHaveLength(1);
    await cloud.advance(24 * 3_600_000);
    expect(await records()).toEqual([]);
  });

  it('is listed with its table and unknown by another name', async () => {
    const { Streams } = await cloud.streams.send(new ListStreamsCommand({ TableName }));
    expect(Streams).toMatchObject([{ StreamArn, TableName }]);
    const unknown = new DescribeStreamCommand({ StreamArn: `${StreamArn}x` });
    expect((await refused(cloud.streams.send(unknown))).name).toBe('ResourceNotFoundException');
    expect(await refusal(page('nonsense'))).toMatch(/^ValidationException/);
  });
});

describe('time to live', () => {
  const setting = (Enabled: boolean, AttributeName = 'until') =>
    send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { Enabled, AttributeName },
      }),
    );
  const exists = async (pk: string) =>
    (await send(new GetItemCommand({ TableName, Key: { pk: s(pk) } }))).Item !== undefined;

  it('is switched on once and off by the same name', async () => {
    const described = async () =>
      (await send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    expect(await described()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await setting(true);
    expect(await described()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
    expect(await refusal(setting(true))).toBe('ValidationException: TimeToLive is already enabled');
    expect(await refusal(setting(false, 'other'))).toContain('active on a different AttributeName');
    await setting(false);
    expect(await refusal(setting(false))).toBe(
      'ValidationException: TimeToLive is already disabled',
    );
  });

  it('removes items that are due from the table, its indexes and nowhere else, at no cost', async () => {
    await put({ until: n(now() + 100), owner: s('ann') }, 'before');
    await setting(true);
    await put({ until: n(now() + 100), owner: s('ann') }, 'due');
    await put({ until: n(now() + 1_000) }, 'later');
    await put({ until: n(now() + 100) }, 'prolonged');
    await put({ until: n(now() + 1_000) }, 'prolonged');
    await put({ until: s(String(now())) }, 'text');
    await put({ until: n(now() - 6 * 365 * 86_400) }, 'ancient');
    await put({}, 'never');
    const spent = cloud.service.meter().of(TableName).writeUnits;
    const spentOnIndex = cloud.service.meter().of(TableName, 'byOwner').writeUnits;
    await cloud.advance(50_000);
    expect(await exists('due')).toBe(true);
    await cloud.advance(120_000);
    const { Items } = await send(new ScanCommand({ TableName }));
    expect(Items?.map((item) => item['pk']?.S).sort()).toEqual([
      'ancient',
      'later',
      'never',
      'prolonged',
      'text',
    ]);
    expect((await send(new ScanCommand({ TableName, IndexName: 'byOwner' }))).Count).toBe(0);
    expect(cloud.service.meter().of(TableName).writeUnits).toBe(spent);
    expect(cloud.service.meter().of(TableName, 'byOwner').writeUnits).toBe(spentOnIndex);
    const removed = (await records()).filter(({ eventName }) => eventName === 'REMOVE');
    expect(removed).toHaveLength(2);
    for (const { userIdentity } of removed)
      expect(userIdentity).toEqual({ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' });
    await setting(false);
    await cloud.advance(2_000_000);
    expect(await exists('later')).toBe(true);
  });
});
