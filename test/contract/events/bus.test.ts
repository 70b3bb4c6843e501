import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#infra/local/service';
import { inProcess, localBus, region, start } from '../lambda/local-bus.ts';

let bus: ReturnType<typeof localBus>;
let client: EventBridgeClient;
let queue: string;
beforeEach(() => {
  bus = localBus();
  client = new EventBridgeClient({
    region,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: inProcess(bus.events),
  });
  queue = bus.queue('heard');
});
afterEach(() => bus.close());

const rule = (properties: Record<string, unknown>, target: Record<string, unknown> = {}) =>
  bus.create('AWS::Events::Rule', 'Rule', {
    Targets: [{ Id: 'queue', Arn: queue, ...target }],
    ...properties,
  });

const put = (...entries: Record<string, unknown>[]) =>
  client.send(
    new PutEventsCommand({
      Entries: entries.map((entry) => ({
        Source: 'crm',
        DetailType: 'changed',
        Detail: '{"object":"contact","size":3}',
        ...entry,
      })),
    }),
  );

const heard = async () => {
  await bus.clock.settled();
  return bus.sqs.queues.receive(queue, 10).map(({ body }) => JSON.parse(body) as unknown);
};

describe('an event', () => {
  it('reaches the targets of matching rules in its envelope', async () => {
    rule({ EventPattern: { source: ['crm'], detail: { object: ['contact'] } } });
    const { Entries, FailedEntryCount } = await put({ Resources: ['arn:one'] });
    expect(FailedEntryCount).toBe(0);
    expect(await heard()).toEqual([
      {
        version: '0',
        id: Entries![0]!.EventId,
        'detail-type': 'changed',
        source: 'crm',
        account: bus.context.accountId,
        time: '2026-01-01T00:00:00Z',
        region,
        resources: ['arn:one'],
        detail: { object: 'contact', size: 3 },
      },
    ]);
  });

  it('stays on its own bus', async () => {
    const { ref } = bus.create('AWS::Events::EventBus', 'Own', { Name: 'own' });
    rule({ EventBusName: ref, EventPattern: { source: ['crm'] } });
    await put({});
    expect(await heard()).toEqual([]);
    await put({ EventBusName: 'own' });
    expect(await heard()).toHaveLength(1);
  });

  it('is shaped by the target’s input transformer', async () => {
    rule(
      { EventPattern: { source: ['crm'] } },
      {
        InputTransformer: {
          InputPathsMap: { what: '$.detail.object', size: '$.detail.size' },
          InputTemplate: '{"text":"a <what>","size":<size>,"rule":"<aws.events.rule-name>"}',
        },
      },
    );
    await put({});
    expect(await heard()).toEqual([{ text: 'a contact', size: 3, rule: 'Test-Rule' }]);
  });

  it('is refused alone where it is not well-formed', async () => {
    rule({ EventPattern: { source: ['crm'] } });
    const { Entries, FailedEntryCount } = await put(
      {},
      { Detail: 'not json' },
      { Detail: '[]' },
      { Source: 'aws.s3' },
      { EventBusName: 'nowhere' },
      { DetailType: undefined },
    );
    expect(FailedEntryCount).toBe(5);
    expect(Entries!.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'ResourceNotFoundException',
      'InvalidArgument',
    ]);
    expect(await heard()).toHaveLength(1);
  });

  it('comes with at most nine others and 256 KB', async () => {
    await expect(put(...Array.from({ length: 11 }, () => ({})))).rejects.toThrow('length between');
    const Detail = JSON.stringify({ text: 'x'.repeat(262_144) });
    await expect(put({ Detail })).rejects.toThrow('over the limit');
  });

  it('is tried again until its retries are used up, then lies in the dead letters', async () => {
    const dead = bus.queue('dead');
    const target = {
      Arn: 'arn:aws:sqs:eu-central-1:123456789012:missing',
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: dead },
    };
    rule({ EventPattern: { source: ['crm'] } }, target);
    await put({});
    await bus.clock.settled();
    expect(bus.sqs.queues.counts(dead).visible).toBe(0);
    await bus.clock.advance(60_000);
    const [letter] = bus.sqs.queues.receive(dead, 1);
    expect(letter!.messageAttributes).toMatchObject({
      TARGET_ARN: { StringValue: target.Arn },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
    });
  });

  it('comes twice where the fault strikes', async () => {
    rule({ EventPattern: { source: ['crm'] } });
    bus.faults.set('duplicate-delivery', 1, ':rule/');
    await put({});
    expect(await heard()).toHaveLength(2);
  });
});

describe('an event pattern', () => {
  it.each([
    ['a value of the list', { detail: { object: ['company', 'contact'] } }, true],
    ['none of the list', { detail: { object: ['company'] } }, false],
    ['a prefix', { detail: { object: [{ prefix: 'con' }] } }, true],
    [
      'a suffix in another case',
      { detail: { object: [{ suffix: { 'equals-ignore-case': 'ACT' } }] } },
      true,
    ],
    ['a wildcard', { detail: { object: [{ wildcard: 'c*t' }] } }, true],
    ['anything but it', { detail: { object: [{ 'anything-but': ['contact'] }] } }, false],
    ['a number in range', { detail: { size: [{ numeric: ['>', 1, '<=', 3] }] } }, true],
    ['a number out of range', { detail: { size: [{ numeric: ['>', 3] }] } }, false],
    ['a field that is there', { detail: { size: [{ exists: true }] } }, true],
    ['a field that should be absent', { detail: { size: [{ exists: false }] } }, false],
    ['one of two', { $or: [{ source: ['other'] }, { detail: { size: [3] } }] }, true],
    ['all of two', { source: ['other'], detail: { size: [3] } }, false],
  ])('by %s', async (_title, EventPattern, matches) => {
    rule({ EventPattern });
    await put({});
    expect(await heard()).toHaveLength(matches ? 1 : 0);
  });

  it('with an operator that nobody knows stops the start', () => {
    const EventPattern = { detail: { size: [{ nearly: 3 }] } };
    expect(() => rule({ EventPattern })).toThrow('unrecognized match type nearly');
  });
});

describe('a schedule', () => {
  const times = async () =>
    (await heard()).map((event) => (event as { time: string }).time.slice(0, 16));

  it.each([
    ['rate(5 minutes)', 11, ['2026-01-01T00:05', '2026-01-01T00:10']],
    ['rate(1 hour)', 121, ['2026-01-01T01:00', '2026-01-01T02:00']],
    ['cron(30 0 * * ? *)', 60, ['2026-01-01T00:30']],
    // 1 January 2026 is a Thursday: 5 in AWS's count, which starts on Sunday = 1.
    ['cron(15 0 ? * 5 *)', 60, ['2026-01-01T00:15']],
    ['cron(15 0 ? * 6 *)', 60, []],
  ])('%s runs when it is due', async (ScheduleExpression, minutes, expected) => {
    rule({ ScheduleExpression });
    await bus.clock.advance(minutes * 60_000);
    expect(await times()).toEqual(expected);
  });

  it('of the scheduler runs in its time zone, with its own input and under its role', async () => {
    bus.create('AWS::Scheduler::Schedule', 'Daily', {
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'cron(30 8 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      Target: {
        Arn: queue,
        RoleArn: 'arn:aws:iam::123456789012:role/scheduler',
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      },
    });
    await bus.clock.advance(31 * 60_000);
    expect(await heard()).toEqual([{ at: '2026-01-01T00:30:00Z' }]);
  });

  it('does not reach a target that its role may not', async () => {
    await bus.close();
    bus = localBus({
      access: {
        check(_caller, [need]) {
          throw new ServiceError('AccessDenied', `Not ${need!.action}`, { status: 403 });
        },
      },
    });
    queue = bus.queue('heard');
    bus.create('AWS::Scheduler::Schedule', 'Daily', {
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: queue, RoleArn: 'arn:aws:iam::123456789012:role/nobody' },
    });
    await bus.clock.advance(60_000);
    expect(bus.sqs.queues.counts(queue).visible).toBe(0);
    expect(bus.warnings.join()).toContain('Not sqs:SendMessage');
  });

  it.each(['rate(5 minute)', 'rate(0 minutes)', 'cron(0 0 * * * *)', 'cron(0 0 * *)', 'daily'])(
    '%s stops the start, as AWS would',
    (ScheduleExpression) => {
      expect(() => rule({ ScheduleExpression })).toThrow('is not valid');
    },
  );

  it('never runs in a cloud that runs none', async () => {
    await bus.close();
    bus = localBus({ runsSchedules: false });
    queue = bus.queue('heard');
    rule({ ScheduleExpression: 'rate(1 minute)' });
    await bus.clock.advance(600_000);
    expect(await heard()).toEqual([]);
  });

  it('that is disabled never runs', async () => {
    rule({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' });
    await bus.clock.advance(600_000);
    expect(bus.clock.now()).toBe(start + 600_000);
    expect(await heard()).toEqual([]);
  });
});
