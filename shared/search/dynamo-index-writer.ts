import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { attributesOf } from '#shared/data/attribute-of';
import type { ItemKey } from '#shared/data/batch-get';
import { DomainError } from '#shared/errors/domain-error';

/** What is to be put into and taken out of the index; each key stands in one of them only. */
export interface IndexWrites {
  readonly puts: readonly (Record<string, unknown> & ItemKey)[];
  readonly deletes: readonly ItemKey[];
}

/** The inverted index, written. */
export interface IndexWriter {
  /** Throws `service.unavailable` where the store leaves writes undone; doing all again is harmless. */
  write(writes: IndexWrites): Promise<void>;
}

/** DynamoDB's limit of one BatchWriteItem. */
const batchLimit = 25;
const attempts = 8;
/** Batches on their way at once. */
const lanes = 4;

export function createDynamoIndexWriter(
  documents: DynamoDBDocumentClient,
  table: string,
): IndexWriter {
  const writeBatch = async (batch: readonly WriteRequest[]): Promise<void> => {
    let waiting: readonly WriteRequest[] = batch;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      if (attempt > attempts) throw new DomainError('service.unavailable', { retryAfter: 1 });
      if (attempt > 1) await pause(25 * 2 ** attempt * (0.5 + Math.random() / 2));
      const { UnprocessedItems } = await documents.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: [...waiting] } }),
      );
      waiting = UnprocessedItems?.[table] ?? [];
    }
  };

  return {
    async write({ puts, deletes }) {
      const requests: WriteRequest[] = [
        ...puts.map((item) => ({ PutRequest: { Item: attributesOf(item) } })),
        ...deletes.map(({ pk, sk }) => ({ DeleteRequest: { Key: attributesOf({ pk, sk }) } })),
      ];
      const batches: WriteRequest[][] = [];
      for (let start = 0; start < requests.length; start += batchLimit)
        batches.push(requests.slice(start, start + batchLimit));
      const lane = async (): Promise<void> => {
        for (let next = batches.pop(); next; next = batches.pop()) await writeBatch(next);
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    },
  };
}
