import { type CloudContext, ServiceError } from '../service.ts';
import { md5, md5OfAttributes, messageSize } from './digest.ts';
import type { MessageAttribute, QueueMessage } from './queue-access.ts';
import { largestMessage, type Queue } from './queue-definition.ts';
import type { Queues } from './queues.ts';
import { type Inputs, isOperation, type Operation, readInput } from './requests.ts';

type Handlers = {
  readonly [O in Operation]: (input: Inputs[O]) => unknown;
};

interface Outgoing {
  readonly MessageBody: string;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes: Readonly<Record<string, MessageAttribute>>;
}

/** Characters that XML 1.0 does not know are refused, as AWS does. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function checkMessage(queue: Queue, message: Outgoing): void {
  if (forbidden.test(message.MessageBody))
    throw new ServiceError(
      'InvalidMessageContents',
      'Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  if (messageSize(message.MessageBody, message.MessageAttributes) > queue.maximumSize)
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maximumSize} bytes.`,
    );
  if (Object.keys(message.MessageAttributes).length > 10)
    throw new ServiceError(
      'InvalidParameterValue',
      'Number of message attributes exceeds the allowed maximum of 10.',
    );
}

function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0)
    throw new ServiceError(
      'EmptyBatchRequest',
      'There should be at least one entry in the request.',
    );
  if (entries.length > 10)
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length)
    throw new ServiceError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries have the same Id.',
    );
}

function eachEntry<E extends { readonly Id: string }>(
  entries: readonly E[],
  run: (entry: E) => Readonly<Record<string, unknown>>,
) {
  checkBatch(entries);
  const successful: unknown[] = [];
  const failed: unknown[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function selected<V>(values: Readonly<Record<string, V>>, names: readonly string[]) {
  const wanted = (name: string) =>
    names.some(
      (each) =>
        each === 'All' ||
        each === '.*' ||
        each === name ||
        (each.endsWith('.*') && name.startsWith(each.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)));
}

function asReceived(message: QueueMessage, input: Inputs['ReceiveMessage']) {
  const system = selected(message.attributes, [
    ...input.AttributeNames,
    ...input.MessageSystemAttributeNames,
  ]);
  const own = selected(message.messageAttributes, input.MessageAttributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(system).length > 0 ? { Attributes: system } : {}),
    ...(Object.keys(own).length > 0
      ? { MessageAttributes: own, MD5OfMessageAttributes: md5OfAttributes(own) }
      : {}),
  };
}

/** The queue a URL names; only its last part counts, so that every host form works. */
export function arnOfUrl(url: string, context: Pick<CloudContext, 'region' | 'accountId'>): string {
  const name = url.split('/').at(-1) ?? '';
  return `arn:aws:sqs:${context.region}:${context.accountId}:${name}`;
}

/** Runs SQS operations by name. */
export function createOperations(context: CloudContext, queues: Queues) {
  const arnOf = (url: string) => arnOfUrl(url, context);

  const send = (queue: Queue, message: Outgoing) => {
    checkMessage(queue, message);
    const id = queues.send(queue.arn, message.MessageBody, {
      attributes: message.MessageAttributes,
      ...(message.DelaySeconds === undefined ? {} : { delaySeconds: message.DelaySeconds }),
    });
    return {
      MessageId: id,
      MD5OfMessageBody: md5(message.MessageBody),
      ...(Object.keys(message.MessageAttributes).length > 0
        ? { MD5OfMessageAttributes: md5OfAttributes(message.MessageAttributes) }
        : {}),
    };
  };

  const remove = (arn: string, receiptHandle: string) => {
    queues.checkReceipt(receiptHandle);
    queues.delete(arn, receiptHandle);
    return {};
  };

  const changeVisibility = (arn: string, receiptHandle: string, seconds: number) => {
    queues.changeVisibility(arn, receiptHandle, seconds);
    return {};
  };

  const waitForMessage = (arn: string, milliseconds: number) =>
    new Promise<void>((resolve) => {
      const stop = () => {
        cancel();
        unsubscribe();
        resolve();
      };
      const cancel = context.clock.after(milliseconds, stop);
      const unsubscribe = queues.onAvailable(arn, stop);
    });

  const receive = async (input: Inputs['ReceiveMessage']) => {
    const queue = queues.find(arnOf(input.QueueUrl));
    const until = context.clock.now() + (input.WaitTimeSeconds ?? queue.waitTime) * 1_000;
    for (;;) {
      const found = queues.receive(queue.arn, input.MaxNumberOfMessages, input.VisibilityTimeout);
      if (found.length > 0) return { Messages: found.map((each) => asReceived(each, input)) };
      const left = until - context.clock.now();
      if (left <= 0) return {};
      await waitForMessage(queue.arn, left);
    }
  };

  const describe = (queue: Queue): Record<string, string> => {
    const counts = queues.counts(queue.arn);
    return {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
      VisibilityTimeout: String(queue.visibilityTimeout),
      DelaySeconds: String(queue.delay),
      MessageRetentionPeriod: String(queue.retention),
      MaximumMessageSize: String(queue.maximumSize),
      ReceiveMessageWaitTimeSeconds: String(queue.waitTime),
      SqsManagedSseEnabled: 'true',
      ...(queue.redrive
        ? {
            RedrivePolicy: JSON.stringify({
              deadLetterTargetArn: queue.redrive.deadLetterArn,
              maxReceiveCount: queue.redrive.maxReceiveCount,
            }),
          }
        : {}),
    };
  };

  const handlers: Handlers = {
    SendMessage: (input) => send(queues.find(arnOf(input.QueueUrl)), input),
    SendMessageBatch: (input) => {
      const queue = queues.find(arnOf(input.QueueUrl));
      checkBatch(input.Entries);
      const total = input.Entries.reduce(
        (sum, each) => sum + messageSize(each.MessageBody, each.MessageAttributes),
        0,
      );
      if (total > largestMessage)
        throw new ServiceError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${largestMessage} bytes. You have sent ${total} bytes.`,
        );
      return eachEntry(input.Entries, (entry) => send(queue, entry));
    },
    ReceiveMessage: receive,
    DeleteMessage: (input) => remove(arnOf(input.QueueUrl), input.ReceiptHandle),
    DeleteMessageBatch: ({ QueueUrl, Entries }) => {
      const { arn } = queues.find(arnOf(QueueUrl));
      return eachEntry(Entries, (entry) => remove(arn, entry.ReceiptHandle));
    },
    ChangeMessageVisibility: (input) =>
      changeVisibility(arnOf(input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout),
    ChangeMessageVisibilityBatch: ({ QueueUrl, Entries }) => {
      const { arn } = queues.find(arnOf(QueueUrl));
      return eachEntry(Entries, (entry) =>
        changeVisibility(arn, entry.ReceiptHandle, entry.VisibilityTimeout),
      );
    },
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: queues.find(arnOf(QueueName)).url }),
    GetQueueAttributes: ({ QueueUrl, AttributeNames }) => ({
      Attributes: selected(describe(queues.find(arnOf(QueueUrl))), AttributeNames),
    }),
    ListQueues: ({ QueueNamePrefix, MaxResults }) => ({
      QueueUrls: queues
        .list()
        .filter((queue) => queue.name.startsWith(QueueNamePrefix))
        .slice(0, MaxResults ?? 1_000)
        .map((queue) => queue.url),
    }),
    PurgeQueue: ({ QueueUrl }) => {
      queues.purge(arnOf(QueueUrl));
      return {};
    },
    StartMessageMoveTask: ({ SourceArn, DestinationArn }) => {
      const sources = queues.list().map((queue) => queue.redrive?.deadLetterArn);
      if (!sources.includes(SourceArn))
        throw new ServiceError(
          'InvalidParameterValue',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      queues.redrive(SourceArn, DestinationArn);
      return { TaskHandle: Buffer.from(SourceArn).toString('base64') };
    },
  };

  const run = <O extends Operation>(operation: O, input: unknown): unknown => {
    const handler: (input: Inputs[O]) => unknown = handlers[operation];
    return handler(readInput(operation, input));
  };

  return async (operation: string, input: unknown): Promise<unknown> => {
    if (!isOperation(operation))
      throw new ServiceError(
        'UnsupportedOperation',
        `The local cloud does not know the SQS operation ${operation}.`,
      );
    return await run(operation, input);
  };
}
