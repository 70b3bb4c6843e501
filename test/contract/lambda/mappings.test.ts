import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemory } from '#infra/local/database';
import { ServiceError } from '#infra/local/service';
import { localBus, start } from './local-bus.ts';

let bus: ReturnType<typeof localBus>;
beforeEach(() => {
  bus = localBus();
});
afterEach(() => bus.close());

const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/1';
/** Writes what it gets as a log line and does what the body says. */
const consumer = `exports.handler = async (event) => {
  const bodies = event.Records.map((record) => record.body ?? record.dynamodb.NewImage.value.S);
  console.log('got ' + bodies.join());
  if (bodies.includes('hang')) await new Promise(() => setInterval(() => {}, 1000));
  if (bodies.includes('poison')) throw new Error('poison');
  return { batchItemFailures: event.Records
    .filter((record) => record.body === 'bad').map((record) => ({ itemIdentifier: record.messageId })) };
};`;

const got = () =>
  bus.lambda
    .logs()
    .map((line) => line.text)
    .filter((text) => text.startsWith('got '));

const map = (properties: Record<string, unknown>) =>
  bus.create('AWS::Lambda::EventSourceMapping', 'Mapping', {
    FunctionName: 'consumer',
    ...properties,
  });

const counts = (arn: string) => bus.sqs.queues.counts(arn);
const none = { visible: 0, inFlight: 0, delayed: 0 };

describe('a mapping from a queue', () => {
  it('hands messages over in batches and deletes what was handled', async () => {
    const queue = bus.queue('work');
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: queue, BatchSize: 2 });
    for (const body of ['a', 'b', 'c']) bus.sqs.queues.send(queue, body);
    await bus.lambda.idle();
    expect(got().sort()).toEqual(['got a,b', 'got c']);
    expect(counts(queue)).toEqual(none);
  });

  it('brings a message to the dead letters after three time-outs', async () => {
    const dead = bus.queue('dead');
    const queue = bus.queue('work', {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: dead, maxReceiveCount: 3 },
    });
    bus.lambdaFunction('consumer', consumer, { Timeout: 1 });
    map({ EventSourceArn: queue });
    bus.sqs.queues.send(queue, 'hang');
    await bus.lambda.idle();
    expect(counts(queue)).toMatchObject({ inFlight: 1 });
    await bus.clock.advance(180_000);
    expect(got()).toEqual(['got hang', 'got hang', 'got hang']);
    expect(counts(queue)).toEqual(none);
    const [message] = bus.sqs.queues.receive(dead, 10);
    expect(message).toMatchObject({
      body: 'hang',
      attributes: { DeadLetterQueueSourceArn: queue },
    });
  });

  it('repeats only the items that a function reports as failed', async () => {
    const queue = bus.queue('work', { VisibilityTimeout: 30 });
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: queue, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    for (const body of ['good', 'bad']) bus.sqs.queues.send(queue, body);
    await bus.lambda.idle();
    expect(counts(queue)).toEqual({ ...none, inFlight: 1 });
    await bus.clock.advance(30_000);
    expect(got()).toEqual(['got good,bad', 'got bad']);
  });

  it('waits for its window, or for a full batch', async () => {
    const queue = bus.queue('work');
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: queue, BatchSize: 3, MaximumBatchingWindowInSeconds: 20 });
    bus.sqs.queues.send(queue, 'a');
    await bus.clock.advance(10_000);
    bus.sqs.queues.send(queue, 'b');
    await bus.clock.advance(9_999);
    expect(got()).toEqual([]);
    await bus.clock.advance(1);
    expect(got()).toEqual(['got a,b']);
    for (const body of ['c', 'd', 'e']) bus.sqs.queues.send(queue, body);
    await bus.lambda.idle();
    expect(got()).toEqual(['got a,b', 'got c,d,e']);
  });

  it('deletes what the filter leaves out', async () => {
    const queue = bus.queue('work');
    bus.lambdaFunction('consumer', consumer);
    map({
      EventSourceArn: queue,
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["wanted"]}}' }] },
    });
    for (const kind of ['unwanted', 'wanted']) bus.sqs.queues.send(queue, JSON.stringify({ kind }));
    await bus.lambda.idle();
    expect(got()).toEqual(['got {"kind":"wanted"}']);
    expect(counts(queue)).toEqual(none);
  });

  it('delivers again after a lost acknowledgement and what was delivered twice', async () => {
    const queue = bus.queue('work', { VisibilityTimeout: 30 });
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: queue });
    bus.faults.set('lost-acknowledgement', 1, 'work');
    bus.sqs.queues.send(queue, 'once');
    await bus.lambda.idle();
    bus.faults.clear();
    await bus.clock.advance(30_000);
    expect(got()).toEqual(['got once', 'got once']);
    expect(counts(queue)).toEqual(none);
  });

  it('brings nothing to a role that may not read the queue, and says so', async () => {
    await bus.close();
    bus = localBus({
      access: {
        check() {
          throw new ServiceError('AccessDenied', 'no statement allows sqs:ReceiveMessage');
        },
      },
    });
    const queue = bus.queue('work');
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: queue });
    bus.sqs.queues.send(queue, 'a');
    await bus.lambda.idle();
    expect(got()).toEqual([]);
    expect(bus.warnings).toEqual([expect.stringContaining('no statement allows')]);
  });

  it('takes up what an earlier process left in the queue', async () => {
    const database = openMemory();
    const earlier = localBus({ database });
    earlier.sqs.queues.send(earlier.queue('work'), 'left');
    await earlier.close();
    await bus.close();
    bus = localBus({ database });
    map({ EventSourceArn: 'arn:aws:sqs:eu-central-1:123456789012:work' });
    bus.queue('work');
    bus.lambdaFunction('consumer', consumer);
    await bus.lambda.idle();
    expect(got()).toEqual(['got left']);
  });
});

describe('a mapping from a stream', () => {
  it('keeps order and goes on where it stopped', async () => {
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: streamArn, BatchSize: 2, StartingPosition: 'TRIM_HORIZON' });
    bus.stream.append([{ key: 'a' }, { key: 'b' }, { key: 'c' }]);
    await bus.lambda.idle();
    bus.stream.append([{ key: 'd' }]);
    await bus.lambda.idle();
    expect(got()).toEqual(['got 1,2', 'got 3', 'got 4']);
  });

  it('starts with what comes when it starts at LATEST', async () => {
    bus.stream.append([{ key: 'old' }]);
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: streamArn, StartingPosition: 'LATEST' });
    bus.stream.append([{ key: 'new' }]);
    await bus.lambda.idle();
    expect(got()).toEqual(['got 2']);
  });

  it('splits a failing batch down to the poison record and reports that one', async () => {
    const failures = bus.queue('failures');
    bus.lambdaFunction('consumer', consumer);
    map({
      EventSourceArn: streamArn,
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      DestinationConfig: { OnFailure: { Destination: failures } },
    });
    bus.stream.append([{ key: 'a' }, { key: 'b', value: 'poison' }, { key: 'c' }, { key: 'd' }]);
    await bus.lambda.idle();
    await bus.clock.advance(60_000);
    expect(got().filter((text) => !text.includes('poison'))).toEqual(['got 1', 'got 3,4']);
    const [report] = bus.sqs.queues.receive(failures, 10);
    expect(JSON.parse(report!.body)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 4 },
      DDBStreamBatchInfo: { startSequenceNumber: '2', endSequenceNumber: '2', batchSize: 1 },
    });
    expect(bus.sqs.queues.receive(failures, 10)).toEqual([]);
  });

  it('holds up later records until a failing one is too old', async () => {
    bus.lambdaFunction('consumer', consumer);
    map({
      EventSourceArn: streamArn,
      BatchSize: 1,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRecordAgeInSeconds: 60,
    });
    bus.stream.append([{ key: 'a', value: 'poison' }]);
    bus.stream.append([{ key: 'b' }], start + 120_000);
    await bus.clock.advance(50_000);
    expect(got()).not.toContain('got 2');
    await bus.clock.advance(70_000);
    expect(got().at(-1)).toBe('got 2');
  });

  it('passes filtered records over and shares work by key', async () => {
    bus.lambdaFunction('consumer', consumer);
    map({
      EventSourceArn: streamArn,
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 10,
      FilterCriteria: {
        Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":"skip"}]}}}}' }],
      },
    });
    bus.stream.append([{ key: 'a' }, { key: 'skip' }, { key: 'b' }, { key: 'a' }]);
    await bus.lambda.idle();
    expect(got().sort()).toEqual(['got 1,4', 'got 3']);
  });

  it('can deliver a batch twice', async () => {
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' });
    bus.faults.set('duplicate-delivery', 0.5, 'consumer');
    bus.stream.append(Array.from({ length: 5 }, (_, index) => ({ key: String(index) })));
    for (let index = 0; index < 6; index++) {
      bus.stream.append([{ key: 'more' }]);
      await bus.lambda.idle();
    }
    const all = got().flatMap((text) => text.slice(4).split(','));
    expect(new Set(all).size).toBe(11);
    expect(all.length).toBeGreaterThan(11);
  });

  it('repeats nothing after a restart', async () => {
    const database = openMemory();
    await bus.close();
    bus = localBus({ database });
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' });
    bus.stream.append([{ key: 'a' }]);
    await bus.lambda.idle();
    await bus.close();
    bus = localBus({ database });
    bus.stream.append([{ key: 'a' }, { key: 'b' }]);
    bus.lambdaFunction('consumer', consumer);
    map({ EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' });
    await bus.lambda.idle();
    expect(got()).toEqual(['got 2']);
  });
});
