import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DomainError } from '#shared/errors/domain-error';
import { attributesOf } from './attribute-of.ts';
import type { ItemKey } from './batch-get.ts';

/** DynamoDB's limit of writes in one BatchWriteItem. */
const batchLimit = 25;
const attempts = 8;

export const putOf = (item: Readonly<Record<string, unknown>>): WriteRequest => ({
  PutRequest: { Item: attributesOf(item) },
});

export const deletionOf = ({ pk, sk }: ItemKey): WriteRequest => ({
  DeleteRequest: { Key: attributesOf({ pk, sk }) },
});

/** Writes in the portions that one request takes. */
export function inBatches(writes: readonly WriteRequest[]): WriteRequest[][] {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < writes.length; start += batchLimit)
    batches.push(writes.slice(start, start + batchLimit));
  return batches;
}

/** One batch, again as far as the store leaves some of it unprocessed; throws `service.unavailable` in the end. */
export async function writeBatch(
  documents: DynamoDBDocumentClient,
  table: string,
  batch: readonly WriteRequest[],
): Promise<void> {
  let waiting = [...batch];
  for (let attempt = 1; waiting.length > 0; attempt += 1) {
    if (attempt > attempts) throw new DomainError('service.unavailable', { retryAfter: 1 });
    if (attempt > 1) await pause(25 * 2 ** attempt * (0.5 + Math.random() / 2));
    const { UnprocessedItems } = await documents.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: waiting } }),
    );
    waiting = UnprocessedItems?.[table] ?? [];
  }
}
