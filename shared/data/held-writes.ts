import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What the writes of some work wait for; work that is in none waits for nothing. */
const awaited = new AsyncLocalStorage<Promise<void>>();

/** All that changes nothing; what is not named here is held, whatever the SDK adds. */
const reads = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', 'ScanCommand']);

/** Lets a client's writes wait while they belong to work that has begun early. */
export function holdWrites(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        if (!reads.has(commandName)) await awaited.getStore();
        return next(call);
      },
    { step: 'initialize', name: 'holdWrites', priority: 'high' },
  );
}

/** Work that has begun before it is known whether it may be done. */
export interface EarlyWork<T> {
  /** Lets it write, and gives what comes of it. */
  confirm(): Promise<T>;
  /** It never writes; what it has read is forgotten. */
  drop(): void;
}

/** Begins work that reads at once and writes nothing to any table before it is confirmed. */
export function beginEarly<T>(work: () => Promise<T>): EarlyWork<T> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const result = awaited.run(promise, work);
  // Both may fail with nobody waiting: what was dropped has no one to tell.
  for (const each of [promise, result]) each.catch(() => undefined);
  return {
    confirm() {
      resolve();
      return result;
    },
    drop: () => reject(new Error('This work was begun for somebody who may not do it.')),
  };
}
