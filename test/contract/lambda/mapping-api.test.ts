import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#infra/local/service';
import { accountId, inProcess, localBus, region } from './local-bus.ts';

let bus: ReturnType<typeof localBus>;
let client: LambdaClient;
let mayRead = true;

beforeEach(() => {
  mayRead = true;
  const check = () => {
    if (!mayRead) throw new ServiceError('AccessDenied', 'No.', { status: 403 });
  };
  bus = localBus({ access: { check } });
  client = new LambdaClient({
    region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    requestHandler: inProcess(bus.lambda),
    maxAttempts: 1,
  });
  bus.lambdaFunction('consumer', consumer);
});
afterEach(() => bus.close());

const consumer = `exports.handler = async ({ Records }) => {
  console.log('got ' + Records.map(({ dynamodb }) => dynamodb.NewImage.value.S).join());
};`;
const streamArn = `arn:aws:dynamodb:${region}:${accountId}:table/t/stream/1`;
const got = () =>
  bus.lambda.logs().flatMap(({ text }) => (text.startsWith('got ') ? [text.slice(4)] : []));
const create = (input: object = {}) =>
  client.send(
    new CreateEventSourceMappingCommand({
      FunctionName: `arn:aws:lambda:${region}:${accountId}:function:consumer`,
      EventSourceArn: streamArn,
      StartingPosition: 'TRIM_HORIZON',
      ...input,
    }),
  );
const list = async (input: object = {}) =>
  (await client.send(new ListEventSourceMappingsCommand(input))).EventSourceMappings ?? [];
const nameOf = (asked: Promise<unknown>) => asked.then(String, (error: Error) => error.name);

describe('a mapping that a request makes', () => {
  it('brings a stream to its function from the first record, and no more once it is deleted', async () => {
    bus.stream.append([{ key: 'a' }]);
    const made = await create();
    expect(made).toMatchObject({ State: 'Creating', EventSourceArn: streamArn });
    await bus.lambda.idle();
    bus.stream.append([{ key: 'b' }]);
    await bus.lambda.idle();
    expect(got()).toEqual(['1', '2']);
    const gone = await client.send(new DeleteEventSourceMappingCommand({ UUID: made.UUID }));
    expect(gone).toMatchObject({ State: 'Deleting', UUID: made.UUID });
    bus.stream.append([{ key: 'c' }]);
    await bus.lambda.idle();
    expect(got()).toEqual(['1', '2']);
    expect(await list()).toEqual([]);
    const again = client.send(new DeleteEventSourceMappingCommand({ UUID: made.UUID }));
    expect(await nameOf(again)).toBe('ResourceNotFoundException');
  });

  it('is listed as what a template made is, with all that another needs to be like it', async () => {
    const dead = bus.queue('dead');
    const properties = {
      BatchSize: 7,
      MaximumBatchingWindowInSeconds: 3,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 600,
      ParallelizationFactor: 2,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      DestinationConfig: { OnFailure: { Destination: dead } },
    };
    bus.create('AWS::Lambda::EventSourceMapping', 'Changes', {
      ...{ FunctionName: 'consumer', EventSourceArn: streamArn, StartingPosition: 'LATEST' },
      ...properties,
    });
    const [known] = await list({ EventSourceArn: streamArn, FunctionName: 'consumer' });
    expect(known).toMatchObject({ ...properties, State: 'Enabled', StartingPosition: 'LATEST' });
    expect(await list({ EventSourceArn: `${streamArn}2` })).toEqual([]);
    await create({ EventSourceArn: `${streamArn}2`, ...properties });
    const page = await client.send(new ListEventSourceMappingsCommand({ MaxItems: 1 }));
    const next = await client.send(
      new ListEventSourceMappingsCommand({ MaxItems: 1, Marker: page.NextMarker }),
    );
    expect(next.EventSourceMappings?.[0]).toMatchObject({
      ...properties,
      EventSourceArn: `${streamArn}2`,
    });
    expect(next.NextMarker).toBeUndefined();
  });

  it('is refused where there is one, where function or stream are not there or may not be read, and where it is malformed', async () => {
    const { UUID } = await create();
    const twin = create().catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await twin).toMatch(new RegExp(`^ResourceConflictException.*${UUID}$`));
    expect(await nameOf(create({ FunctionName: 'nobody' }))).toBe('ResourceNotFoundException');
    const refused = 'InvalidParameterValueException';
    const nowhere = `arn:aws:dynamodb:${region}:${accountId}:table/t/stream/nowhere`;
    expect(await nameOf(create({ EventSourceArn: nowhere }))).toBe(refused);
    expect(await nameOf(create({ BatchSize: 0, EventSourceArn: `${streamArn}2` }))).toBe(refused);
    mayRead = false;
    expect(await nameOf(create({ EventSourceArn: `${streamArn}2` }))).toBe(refused);
    expect(await list()).toHaveLength(1);
  });
});
