import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { createChecksum, type Item, itemText, keyOf } from './item-digest.ts';

/** A table that is brought back from a copy of it. */
export interface Recovery {
  readonly table: string;
  /** The table as it was. */
  readonly copy: string;
  /** Items that, where they are, stay as they are now, whatever the copy says. */
  readonly stays: (item: Item) => boolean;
}

export interface BroughtBack {
  readonly written: number;
  readonly removed: number;
  /** Of both tables without what stays: equal where everything is as it was. */
  readonly checksums: { readonly table: string; readonly copy: string };
}

/** Parts that a table is read in at once. */
const segments = 8;

/** DynamoDB's limits of one request. */
const readAtOnce = 100;
const writtenAtOnce = 25;

/**
 * Makes a table what its copy is and touches nothing that is the same already: so it can be run again,
 * and the table's stream carries only what was brought back. Checks the outcome by reading both anew.
 */
export async function bringBack(client: DynamoDBClient, recovery: Recovery): Promise<BroughtBack> {
  const { table, copy, stays } = recovery;
  let written = 0;
  let removed = 0;
  await eachPage(client, copy, async (items) => {
    const now = await itemsAt(client, table, items);
    const changed = items.filter((item) => {
      const known = now.get(keyText(item));
      return known === undefined || (known !== itemText(item) && !stays(item));
    });
    await write(
      client,
      table,
      changed.map((Item) => ({ PutRequest: { Item } })),
    );
    written += changed.length;
  });
  await eachPage(client, table, async (items) => {
    const wanted = items.filter((item) => !stays(item));
    const then = await itemsAt(client, copy, wanted);
    const added = wanted.filter((item) => !then.has(keyText(item)));
    await write(
      client,
      table,
      added.map((item) => ({ DeleteRequest: { Key: keyOf(item) } })),
    );
    removed += added.length;
  });
  const checksums = {
    table: await checksumOf(client, table, stays),
    copy: await checksumOf(client, copy, stays),
  };
  return { written, removed, checksums };
}

/** The number and checksum of a table's items, without those that stay. */
export async function checksumOf(
  client: DynamoDBClient,
  table: string,
  stays: Recovery['stays'] = () => false,
): Promise<string> {
  const sum = createChecksum();
  await eachPage(client, table, async (items) => {
    for (const item of items) if (!stays(item)) sum.add(item);
  });
  return sum.text();
}

async function eachPage(
  client: DynamoDBClient,
  TableName: string,
  work: (items: Item[]) => Promise<void>,
): Promise<void> {
  const parts = Array.from({ length: segments }, async (_, Segment) => {
    const input = { TableName, Segment, TotalSegments: segments, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client }, input))
      for (let at = 0; at < Items.length; at += readAtOnce)
        await work(Items.slice(at, at + readAtOnce));
  });
  await Promise.all(parts);
}

const keyText = (item: Item) => itemText(keyOf(item));

/** The items with the same keys, as texts by their keys. */
async function itemsAt(client: DynamoDBClient, table: string, items: readonly Item[]) {
  const found = new Map<string, string>();
  let Keys = items.map(keyOf);
  while (Keys.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) found.set(keyText(item), itemText(item));
    Keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

async function write(client: DynamoDBClient, table: string, requests: readonly WriteRequest[]) {
  for (let at = 0; at < requests.length; at += writtenAtOnce) {
    let waiting = { [table]: requests.slice(at, at + writtenAtOnce) };
    while (Object.keys(waiting).length > 0) {
      const { UnprocessedItems = {} }: BatchWriteItemCommandOutput = await client.send(
        new BatchWriteItemCommand({ RequestItems: waiting }),
      );
      waiting = UnprocessedItems;
    }
  }
}
