import { createReadStream, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  paginateScan,
  QueryCommand,
  TransactWriteItemsCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { createTableClient } from '#shared/data/document-client';
import { answerCalls } from './child.ts';
import type { SentRequest } from './store-process.ts';

/** What some work cost this process: CPU of all its threads, and time on the wall. */
export interface Cost {
  readonly cpuMicroseconds: number;
  readonly milliseconds: number;
}

type Item = Record<string, AttributeValue>;
type Handler = (event: unknown) => Promise<{ statusCode?: number; batchItemFailures?: unknown[] }>;
/** One answer's worth of requests to DynamoDB, by trip, and the body it answers. */
export interface Exchange {
  readonly body: string | undefined;
  readonly trips: readonly (readonly SentRequest[])[];
}

const handlers = new Map<string, Handler>();
const require = createRequire(import.meta.url);
const client = createTableClient();

let peakBytes = 0;

async function costOf(work: () => Promise<void>): Promise<Cost> {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMicroseconds: user + system, milliseconds };
}

const commands: Readonly<Record<string, (input: never) => Promise<object>>> = {
  BatchGetItem: (input) => client.send(new BatchGetItemCommand(input)),
  GetItem: (input) => client.send(new GetItemCommand(input)),
  Query: (input) => client.send(new QueryCommand(input)),
  TransactWriteItems: (input) => client.send(new TransactWriteItemsCommand(input)),
};

/** The least a handler can be that asks the same of DynamoDB: JSON in, requests, JSON out. */
async function bareHandler({ body, trips }: Exchange): Promise<string> {
  if (body !== undefined) JSON.parse(body);
  let last: object[] = [];
  for (const trip of trips)
    last = await Promise.all(
      trip.map(({ operation, input }) => commands[operation]!(input as never)),
    );
  const found = last.flatMap((answer) => {
    const { Item, Items } = answer as { Item?: Item; Items?: Item[] };
    return (Items ?? (Item ? [Item] : [])).map((item) => unmarshall(item));
  });
  return JSON.stringify({ statusCode: 200, body: JSON.stringify(found) });
}

interface KeptItems {
  readonly path: string;
  readonly inFlight: number;
  /** Only the records, without what stands beside them. */
  readonly records: boolean;
  /** Every so many items, from the first, second … on: what one of several processes writes. */
  readonly part: { readonly first: number; readonly of: number };
}

/** As many as do not fill the memory, and few enough pauses between them to say nothing. */
const itemsAtOnce = 15_000;

async function* keptItems({ path, records, part }: KeptItems): AsyncGenerator<Item[]> {
  let some: Item[] = [];
  let at = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (at++ % part.of !== part.first) continue;
    const item = JSON.parse(line) as Item;
    if (records && item['sk']?.S !== 'record') continue;
    some.push(item);
    if (some.length < itemsAtOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

async function writeBatches(items: readonly Item[], inFlight: number): Promise<void> {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < items.length; start += 25)
    batches.push(items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } })));
  const queue = batches.values();
  const worker = async () => {
    for (const batch of queue) {
      const answer = await client.send(
        new BatchWriteItemCommand({ RequestItems: { records: batch } }),
      );
      if (Object.keys(answer.UnprocessedItems ?? {}).length > 0)
        throw new Error('The store left items unprocessed.');
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

async function invoke(name: string, event: unknown): Promise<unknown> {
  const answer = await handlers.get(name)!(event);
  if ((answer.statusCode ?? 200) >= 400 || answer.batchItemFailures?.length)
    throw new Error(`${name} did not do what it was asked: ${JSON.stringify(answer)}`);
  return answer;
}

const calls = {
  load({ name, bundle }: { name: string; bundle: string }) {
    handlers.set(name, (require(bundle) as { handler: Handler }).handler);
  },
  /** One answer, whatever it is. */
  ask: ({ name, event }: { name: string; event: unknown }): Promise<unknown> =>
    handlers.get(name)!(event),
  /** Invokes a function with one event after the other; all of them must succeed. */
  run: ({ name, events }: { name: string; events: readonly unknown[] }) =>
    costOf(async () => {
      for (const event of events) await invoke(name, event);
    }),
  runBare: (exchanges: readonly Exchange[]) =>
    costOf(async () => {
      for (const exchange of exchanges) await bareHandler(exchange);
    }),
  /**
   * Keeps every item of table `records` in a file for `writeItems`, in the order of the rows they come
   * from, because an emulated store is faster where keys come in its own order; returns how many.
   */
  async keepItems(path: string) {
    const kept: { row: string; line: string }[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: 'records' }))
      for (const item of Items)
        kept.push({
          row: (item['recordId'] ?? item['id'])?.S ?? '',
          line: `${JSON.stringify(item)}\n`,
        });
    kept.sort((a, b) => (a.row < b.row ? -1 : Number(a.row > b.row)));
    await pipeline(
      kept.map(({ line }) => line),
      createWriteStream(path),
    );
    return kept.length;
  },
  /** Writes the items kept, 25 in a request, with so many requests on their way at once. */
  async writeItems(kept: KeptItems) {
    let cost: Cost = { cpuMicroseconds: 0, milliseconds: 0 };
    for await (const some of keptItems(kept)) {
      const part = await costOf(() => writeBatches(some, kept.inFlight));
      cost = {
        cpuMicroseconds: cost.cpuMicroseconds + part.cpuMicroseconds,
        milliseconds: cost.milliseconds + part.milliseconds,
      };
    }
    return cost;
  },
  /**
   * From now on looks how much memory this process holds, or, with `live`, how much is left after a
   * collection. The system's own peak would begin with what the parent process held.
   */
  watchMemory({ live }: { live: boolean }) {
    const held = () => {
      if (!live) return process.memoryUsage.rss();
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const look = () => {
      peakBytes = Math.max(peakBytes, held());
    };
    look();
    setInterval(look, live ? 100 : 10).unref();
  },
  /** The most that was seen since, in MB. */
  peakMemory: (_: undefined) => peakBytes / 1_048_576,
};

export type FunctionCalls = typeof calls;

answerCalls(calls);
