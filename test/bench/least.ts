import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { itemSize } from '#infra/local/dynamodb/item-size';
import { type IndexDefinition, tables } from '#shared/data/tables';
import type { Store } from './store.ts';

/** What an operation asks of DynamoDB: requests in sequence, read and write units. */
export interface Need {
  readonly trips: number;
  readonly reads: number;
  readonly writes: number;
}

/** The least that any design could do with, by the shape of the stored record. */
export interface Least {
  readonly create: Need;
  readonly read: Need;
  readonly change: Need;
  readonly delete: Need;
  /** A page of so many records. */
  list(count: number): Need;
  readonly refusedWrite: Need;
}

/** An eventually consistent read of one item. */
export const oneRead: Need = { trips: 1, reads: 0.5, writes: 0 };

/**
 * The theoretical minimum for a record as it is stored: eventually consistent reads, one conditional
 * write, uniqueness and idempotency by that write's own key, history from the stream, no look-up for
 * who is asking. Its indexes count, because each serves a list of the product.
 */
export async function leastFor({ options }: Store, recordId: string): Promise<Least> {
  const client = new DynamoDBClient(options);
  const Key = { pk: { S: `contact#${recordId}` }, sk: { S: 'record' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: 'records', Key }));
  client.destroy();
  return leastForItem(Item ?? {});
}

export function leastForItem(item: Record<string, AttributeValue>): Least {
  const bytes = itemSize(item as Parameters<typeof itemSize>[0]);
  const units = Math.ceil(bytes / 1_024);
  const held = Object.values<IndexDefinition>(tables.records.indexes).filter(
    ({ partitionKey, sortKey }) => item[partitionKey] && item[sortKey],
  );
  const moved = held.filter(({ sortKey }) => sortKey === 'updatedSk').length;
  const write = (index: number): Need => ({ trips: 1, reads: 0, writes: units * (1 + index) });
  return {
    create: write(held.length),
    read: { ...oneRead, reads: Math.ceil(bytes / 4_096) / 2 },
    // Where the time of change is the key, the old entry goes and a new one comes.
    change: write(held.length + moved),
    delete: write(held.length),
    list: (count) => ({ trips: 1, reads: Math.ceil((count * bytes) / 4_096) / 2, writes: 0 }),
    refusedWrite: write(0),
  };
}
