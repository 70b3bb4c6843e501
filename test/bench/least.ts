import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemSize } from '#infra/local/dynamodb/item-size';
import { type IndexDefinition, tables } from '#shared/data/tables';

/** What an operation asks of DynamoDB: requests in sequence, read and write units. */
export interface Need {
  readonly trips: number;
  readonly reads: number;
  readonly writes: number;
}

/**
 * The write units that any design needs for a record as it is stored: one conditional write, uniqueness
 * by its own key, history from the stream. Its indexes count, because each serves a list of the product.
 */
export function leastUnitsOf(item: Record<string, AttributeValue>): number {
  const bytes = itemSize(item as Parameters<typeof itemSize>[0]);
  const held = Object.values<IndexDefinition>(tables.records.indexes).filter(
    ({ partitionKey, sortKey }) => item[partitionKey] && item[sortKey],
  );
  return Math.ceil(bytes / 1_024) * (1 + held.length);
}
