import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '#infra/local/clock';
import { createSqs } from '#infra/local/sqs/service';
import {
  createResource,
  createSurroundings,
  OPERATOR_KEYS,
  ROLE_KEYS,
  serve,
} from '#test/support/served-cloud';

const surroundings = createSurroundings();
const clock = createClock({ start: Date.UTC(2030, 0, 1) });
const context = { ...surroundings.context, clock };
const sqs = createSqs(context);
const dead = createResource(sqs, { type: 'AWS::SQS::Queue', logicalId: 'Dead' });
const work = createResource(sqs, {
  type: 'AWS::SQS::Queue',
  logicalId: 'Work',
  properties: {
    VisibilityTimeout: 60,
    MessageRetentionPeriod: 3_600,
    RedrivePolicy: { deadLetterTargetArn: dead.attributes['Arn'], maxReceiveCount: 2 },
  },
});
const QueueUrl = work.ref;

let served: Awaited<ReturnType<typeof serve>>;
let client: SQSClient;
let role: SQSClient;

beforeAll(async () => {
  served = await serve(surroundings, sqs);
  // The queue's URL names AWS's host; the requests stay here.
  const settings = { ...served.settings, useQueueUrlAsEndpoint: false };
  client = new SQSClient({ ...settings, credentials: OPERATOR_KEYS });
  role = new SQSClient({ ...settings, credentials: ROLE_KEYS });
});
beforeEach(() => {
  sqs.reset?.();
  context.faults.clear();
  surroundings.roleMay = () => false;
  surroundings.asked.length = 0;
});
afterAll(async () => {
  clock.close();
  await served.close();
});

const send = (MessageBody: string, more: object = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: object = {}) => {
  const input = { QueueUrl, MaxNumberOfMessages: 10, ...more };
  return (await client.send(new ReceiveMessageCommand(input))).Messages ?? [];
};
const remove = (ReceiptHandle: string) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const attributes = async (queue = QueueUrl) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] });
  return (await client.send(command)).Attributes ?? {};
};
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'no refusal',
    (error: Error) => error.name,
  );

describe('a message', () => {
  it('arrives with its body, attributes and counters, checked by the SDK’s MD5', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: '合同' } };
    const { MessageId } = await send('{"a":"你好"}', { MessageAttributes });
    const [message] = await receive({
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      MessageId,
      Body: '{"a":"你好"}',
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) },
    });
  });

  it('is hidden while it is worked on, and shows again under a new handle', async () => {
    await send('once more');
    const [first] = await receive();
    expect(await receive()).toEqual([]);
    await clock.advance(60_000);
    const [second] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(second!.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    expect(second!.ReceiptHandle).not.toBe(first!.ReceiptHandle);
  });

  it('is gone once deleted, and deleting twice is no error', async () => {
    await send('done');
    const [{ ReceiptHandle } = {}] = await receive();
    await remove(ReceiptHandle!);
    await remove(ReceiptHandle!);
    await clock.advance(60_000);
    expect(await receive()).toEqual([]);
  });

  it('stays when an old handle is used after it was received again', async () => {
    await send('late');
    const [first] = await receive();
    await clock.advance(60_000);
    await receive();
    await remove(first!.ReceiptHandle!);
    await clock.advance(60_000);
    expect((await attributes())['ApproximateNumberOfMessages']).toBe('1');
  });

  it('waits for its delay, and can be shown early', async () => {
    await send('later', { DelaySeconds: 30 });
    expect(await receive()).toEqual([]);
    expect((await attributes())['ApproximateNumberOfMessagesDelayed']).toBe('1');
    await clock.advance(30_000);
    const [{ ReceiptHandle } = {}] = await receive();
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await receive()).toHaveLength(1);
  });

  it('is forgotten after the queue’s retention', async () => {
    await send('old');
    await clock.advance(3_600_000);
    expect(await receive()).toEqual([]);
  });

  it('ends a long poll that began before it was sent', async () => {
    const polling = receive({ WaitTimeSeconds: 20 });
    await send('at last');
    expect(await polling).toMatchObject([{ Body: 'at last' }]);
  });
});

describe('dead letters', () => {
  it('take a message after its last permitted receive and give it back on a redrive', async () => {
    await send('poison');
    for (let receives = 0; receives < 2; receives += 1) {
      expect(await receive()).toHaveLength(1);
      await clock.advance(60_000);
    }
    expect(await receive()).toEqual([]);
    expect(await attributes(dead.ref)).toMatchObject({ ApproximateNumberOfMessages: '1' });
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.attributes['Arn'] }));
    expect(await receive()).toMatchObject([{ Body: 'poison' }]);
  });

  it('are redriven from a dead-letter queue only', async () => {
    const command = new StartMessageMoveTaskCommand({ SourceArn: work.attributes['Arn'] });
    expect(await refusal(client.send(command))).toBe('InvalidParameterValue');
  });
});

describe('batches', () => {
  it('report each entry for itself', async () => {
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: 'a\u0000b' },
    ];
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful!.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents' }]);
    const [{ ReceiptHandle } = {}] = await receive();
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'known', ReceiptHandle },
          { Id: 'forged', ReceiptHandle: 'no-handle' },
        ],
      }),
    );
    expect(removed.Successful!.map(({ Id }) => Id)).toEqual(['known']);
    expect(removed.Failed).toMatchObject([{ Id: 'forged', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it.each([
    ['no entries', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, index) => ({ Id: `e${index}`, MessageBody: 'a' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'one id twice',
      [
        { Id: 'same', MessageBody: 'a' },
        { Id: 'same', MessageBody: 'b' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    [
      'more than 1 MiB together',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('with %s are refused whole', async (_title, Entries, error) => {
    const command = new SendMessageBatchCommand({ QueueUrl, Entries });
    expect(await refusal(client.send(command))).toMatch(error);
    expect((await attributes())['ApproximateNumberOfMessages']).toBe('0');
  });
});

describe('the queue', () => {
  it('is found by name and listed', async () => {
    const QueueName = QueueUrl.split('/').at(-1)!;
    expect(await client.send(new GetQueueUrlCommand({ QueueName }))).toMatchObject({ QueueUrl });
    const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }));
    expect(QueueUrls).toEqual([QueueUrl]);
  });

  it('that is not there is an error by name', async () => {
    const command = new GetQueueUrlCommand({ QueueName: 'nowhere' });
    expect(await refusal(client.send(command))).toBe('QueueDoesNotExist');
  });

  it('is emptied by a purge', async () => {
    await send('a');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive()).toEqual([]);
  });

  it('refuses a message over its size', async () => {
    expect(await refusal(send('x'.repeat(1_048_577)))).toBe('InvalidParameterValue');
  });

  it('delivers twice where the fault strikes', async () => {
    context.faults.set('duplicate-delivery', 1);
    await send('twice');
    await receive();
    context.faults.clear();
    expect(await receive()).toMatchObject([{ Body: 'twice' }]);
  });
});

describe('access', () => {
  it('needs the action of the single operation, for batches too', async () => {
    const Entries = [{ Id: 'a', MessageBody: 'a' }];
    const command = new SendMessageBatchCommand({ QueueUrl, Entries });
    expect(await refusal(role.send(command))).toBe('AccessDenied');
    expect(surroundings.asked).toEqual([
      { action: 'sqs:SendMessage', resource: work.attributes['Arn'] },
    ]);
    surroundings.roleMay = ({ action }) => action === 'sqs:SendMessage';
    expect(await refusal(role.send(command))).toBe('no refusal');
    expect(await refusal(role.send(new PurgeQueueCommand({ QueueUrl })))).toBe('AccessDenied');
  });
});
