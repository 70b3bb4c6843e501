import { randomBytes, randomUUID } from 'node:crypto';
import { type CloudContext, ServiceError } from '../service.ts';
import { md5 } from './digest.ts';
import { createMessageStore, type StoredMessage } from './message-store.ts';
import type { QueueAccess, QueueMessage } from './queue-access.ts';
import type { Queue } from './queue-definition.ts';

export interface Queues extends QueueAccess {
  define(queue: Queue): void;
  /** Finds a queue by ARN. Throws `QueueDoesNotExist`. */
  find(arn: string): Queue;
  list(): readonly Queue[];
  purge(arn: string): void;
  /** Moves all messages of a dead-letter queue back to where they came from; returns how many. */
  redrive(sourceArn: string, destinationArn?: string): number;
  /** What AWS answers for a handle that no message has ever had. */
  checkReceipt(receiptHandle: string): void;
  /** A message that is hidden under this handle. Throws where there is none. */
  inFlight(arn: string, receiptHandle: string): StoredMessage;
  reset(): void;
}

/** How many more messages than asked for are looked at when delivery is shuffled. */
const shuffleWindow = 10;

/** Standard queues: at least once, no order promised, dead letters after too many receives. */
export function createQueues(context: Pick<CloudContext, 'clock' | 'database' | 'faults'>): Queues {
  const { clock, faults } = context;
  const store = createMessageStore(context.database);
  const queues = new Map<string, Queue>();
  const listeners = new Map<string, Set<() => void>>();
  const wakes = new Map<string, { due: number; cancel: () => void }>();

  const find = (arn: string): Queue => {
    const queue = queues.get(arn);
    if (queue) return queue;
    throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
  };

  const announce = (arn: string) => {
    for (const listener of listeners.get(arn) ?? []) listener();
  };

  const wakeLater = (queue: Queue) => {
    const due = store.nextVisible(queue.arn, clock.now());
    const armed = wakes.get(queue.arn);
    if (due === undefined || (armed && armed.due <= due)) return;
    armed?.cancel();
    const cancel = clock.after(due - clock.now(), () => {
      wakes.delete(queue.arn);
      wakeLater(queue);
      if (store.counts(queue.arn, clock.now()).visible > 0) announce(queue.arn);
    });
    wakes.set(queue.arn, { due, cancel });
  };

  const dropExpired = (queue: Queue) =>
    store.expire(queue.arn, clock.now() - queue.retention * 1_000);

  const candidates = (queue: Queue, max: number): readonly StoredMessage[] => {
    if (!faults.strikes('reordered-delivery', queue.name))
      return store.visible(queue.arn, clock.now(), max);
    const found = [...store.visible(queue.arn, clock.now(), max * shuffleWindow)];
    for (let last = found.length - 1; last > 0; last--) {
      const other = Math.floor(faults.random() * (last + 1));
      const [a, b] = [found[last], found[other]];
      if (a && b) [found[last], found[other]] = [b, a];
    }
    return found.slice(0, max);
  };

  const toDeadLetters = (message: StoredMessage, from: Queue, deadLetterArn: string) => {
    store.add(deadLetterArn, {
      id: message.id,
      body: message.body,
      attributes: message.attributes,
      sentAt: message.sent_at,
      visibleAt: clock.now(),
      sourceArn: from.arn,
    });
    store.remove(message.sequence);
    announce(deadLetterArn);
  };

  const deliver = (message: StoredMessage, queue: Queue, visibleAt: number): QueueMessage => {
    const receiptHandle = randomBytes(48).toString('base64');
    const now = clock.now();
    if (faults.strikes('duplicate-delivery', queue.name))
      store.add(queue.arn, {
        id: message.id,
        body: message.body,
        attributes: message.attributes,
        sentAt: message.sent_at,
        visibleAt: now,
        sourceArn: message.source_arn ?? undefined,
      });
    store.take(message.sequence, receiptHandle, now, visibleAt);
    return {
      messageId: message.id,
      receiptHandle,
      body: message.body,
      md5OfBody: md5(message.body),
      attributes: {
        ApproximateReceiveCount: String(message.receive_count + 1),
        SentTimestamp: String(message.sent_at),
        SenderId: 'AIDALOCAL',
        ApproximateFirstReceiveTimestamp: String(message.first_received_at ?? now),
        ...(message.source_arn ? { DeadLetterQueueSourceArn: message.source_arn } : {}),
      },
      messageAttributes: message.attributes,
    };
  };

  const receive = (arn: string, max: number, visibilityTimeout?: number) => {
    const queue = find(arn);
    dropExpired(queue);
    const visibleAt = clock.now() + (visibilityTimeout ?? queue.visibilityTimeout) * 1_000;
    const taken: QueueMessage[] = [];
    while (taken.length < max) {
      const found = candidates(queue, max - taken.length);
      for (const message of found) {
        const { redrive } = queue;
        if (redrive && message.receive_count >= redrive.maxReceiveCount)
          toDeadLetters(message, queue, redrive.deadLetterArn);
        else taken.push(deliver(message, queue, visibleAt));
      }
      // With no time of invisibility, or duplicates, the same messages would be found again.
      if (found.length === 0 || taken.length > 0) break;
    }
    wakeLater(queue);
    return taken;
  };

  const checkReceipt = (receiptHandle: string) => {
    if (!/^[A-Za-z0-9+/]{64}$/.test(receiptHandle))
      throw new ServiceError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${receiptHandle.slice(0, 80)}" is not a valid receipt handle.`,
      );
  };

  const inFlight = (arn: string, receiptHandle: string): StoredMessage => {
    checkReceipt(receiptHandle);
    const message = store.byReceipt(find(arn).arn, receiptHandle);
    if (!message)
      throw new ServiceError(
        'InvalidParameterValue',
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    if (message.visible_at <= clock.now())
      throw new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
    return message;
  };

  return {
    find,
    receive,
    checkReceipt,
    inFlight,
    exists: (arn) => queues.has(arn),
    list: () => [...queues.values()],
    define(queue) {
      queues.set(queue.arn, queue);
      wakeLater(queue);
    },
    send(arn, body, options = {}) {
      const queue = find(arn);
      const id = randomUUID();
      const sentAt = clock.now();
      const visibleAt = sentAt + (options.delaySeconds ?? queue.delay) * 1_000;
      store.add(arn, { id, body, attributes: options.attributes ?? {}, sentAt, visibleAt });
      if (visibleAt <= sentAt) announce(arn);
      else wakeLater(queue);
      return id;
    },
    delete(arn, receiptHandle) {
      const message = store.byReceipt(find(arn).arn, receiptHandle);
      if (message) store.remove(message.sequence);
    },
    changeVisibility(arn, receiptHandle, seconds) {
      const queue = find(arn);
      store.show(inFlight(arn, receiptHandle).sequence, clock.now() + seconds * 1_000);
      if (seconds === 0) announce(arn);
      else wakeLater(queue);
    },
    onAvailable(arn, listener) {
      const listening = listeners.get(arn) ?? new Set();
      listeners.set(arn, listening.add(listener));
      return () => {
        listening.delete(listener);
      };
    },
    counts(arn) {
      const queue = find(arn);
      dropExpired(queue);
      return store.counts(arn, clock.now());
    },
    purge: (arn) => store.purge(find(arn).arn),
    redrive(sourceArn, destinationArn) {
      const found = store.all(find(sourceArn).arn).filter((each) => each.visible_at <= clock.now());
      let moved = 0;
      for (const message of found) {
        const target = destinationArn ?? message.source_arn;
        if (!target) continue;
        const now = clock.now();
        store.add(find(target).arn, {
          id: randomUUID(),
          body: message.body,
          attributes: message.attributes,
          sentAt: now,
          visibleAt: now,
        });
        store.remove(message.sequence);
        moved += 1;
        announce(target);
      }
      return moved;
    },
    reset() {
      store.clear();
      for (const { cancel } of wakes.values()) cancel();
      wakes.clear();
    },
  };
}
