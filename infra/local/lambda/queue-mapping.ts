import { inBackground } from '../background.ts';
import { type CloudContext, ServiceError } from '../service.ts';
import type { QueueAccess, QueueMessage } from '../sqs/queue-access.ts';
import { failedItems } from './batch-item-failures.ts';
import type { Functions } from './functions.ts';
import type { Mapping } from './mapping-definition.ts';
import { mayPoll } from './may-poll.ts';

/** Something that brings events to a function; `wake` looks whether there is work. */
export interface RunningMapping {
  wake(): void;
  stop(): void;
}

function asRecord(message: QueueMessage, mapping: Mapping, region: string) {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, attribute]) => [
        name,
        {
          ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
          ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.sourceArn,
    awsRegion: region,
  };
}

/** Filters look into a body that is JSON. */
function filterView(message: QueueMessage): unknown {
  try {
    const body: unknown = JSON.parse(message.body);
    return { ...message, body };
  } catch {
    return message;
  }
}

const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Brings messages of a queue to a function, as Lambda's pollers do. */
export function runQueueMapping(
  mapping: Mapping,
  context: CloudContext,
  functions: Functions,
  queues: QueueAccess,
): RunningMapping {
  const { clock, faults } = context;
  const queueName = mapping.sourceArn.split(':').at(-1) ?? '';
  let running = 0;
  let stopped = false;
  let endWindow: (() => void) | undefined;
  let windowOver = false;

  const take = (): readonly QueueMessage[] => {
    const wanted: QueueMessage[] = [];
    for (const message of queues.receive(mapping.sourceArn, mapping.batchSize)) {
      // Lambda deletes what its filter leaves out.
      if (mapping.matches(filterView(message))) wanted.push(message);
      else queues.delete(mapping.sourceArn, message.receiptHandle);
    }
    return wanted;
  };

  const work = async (messages: readonly QueueMessage[]): Promise<void> => {
    const event = { Records: messages.map((each) => asRecord(each, mapping, context.region)) };
    try {
      const outcome = await functions.find(mapping.functionName).run(JSON.stringify(event));
      const ids = messages.map((message) => message.messageId);
      const failed = failedItems(outcome, ids, mapping.reportsItemFailures);
      for (const message of messages) {
        if (failed === 'all' || failed.includes(message.messageId)) continue;
        if (faults.strikes('lost-acknowledgement', queueName)) continue;
        queues.delete(mapping.sourceArn, message.receiptHandle);
      }
    } catch (error) {
      // A throttled batch shows again when its time of invisibility is over.
      if (!(error instanceof ServiceError)) throw error;
    }
  };

  const waitsForMore = (): boolean => {
    if (mapping.batchingWindow === 0 || windowOver) return false;
    if (queues.counts(mapping.sourceArn).visible >= mapping.batchSize) return false;
    endWindow ??= clock.after(mapping.batchingWindow, () => {
      endWindow = undefined;
      windowOver = true;
      pump();
      windowOver = false;
    });
    return true;
  };

  const pump = () => {
    if (stopped || !functions.has(mapping.functionName) || !queues.exists(mapping.sourceArn))
      return;
    while (running < mapping.maximumConcurrency) {
      if (
        queues.counts(mapping.sourceArn).visible === 0 ||
        waitsForMore() ||
        !mayPoll(context, functions, mapping, actions)
      )
        return;
      const messages = take();
      if (messages.length === 0) continue;
      running += 1;
      inBackground(context, async () => {
        await work(messages).finally(() => {
          running -= 1;
        });
        wake();
      });
    }
  };

  let waking = false;
  const wake = () => {
    if (waking || stopped) return;
    waking = true;
    inBackground(context, () => {
      waking = false;
      pump();
    });
  };

  const unsubscribe = queues.onAvailable(mapping.sourceArn, wake);
  return {
    wake,
    stop() {
      stopped = true;
      endWindow?.();
      unsubscribe();
    },
  };
}
