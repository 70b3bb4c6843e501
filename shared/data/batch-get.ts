import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DomainError } from '#shared/errors/domain-error';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** DynamoDB's limit of keys in one BatchGetItem. */
const batchLimit = 100;
const attempts = 6;

/** Whether items are read as they are, or for half the units as they were a moment ago. */
export type Freshness = 'now' | 'a moment ago';

/**
 * The items under these keys, strongly consistent unless said otherwise, in no order; absent ones are left out. Keys may
 * repeat. What the store leaves unprocessed is asked for again; throws `service.unavailable` in the end.
 */
export async function batchGet(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
  freshness: Freshness = 'now',
): Promise<Record<string, unknown>[]> {
  const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
  const batches: ItemKey[][] = [];
  for (let start = 0; start < distinct.length; start += batchLimit)
    batches.push(distinct.slice(start, start + batchLimit));
  const found = await Promise.all(
    batches.map((batch) => getBatch(documents, table, batch, freshness)),
  );
  return found.flat();
}

async function getBatch(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
  freshness: Freshness,
): Promise<Record<string, unknown>[]> {
  const ConsistentRead = freshness === 'now';
  const items: Record<string, unknown>[] = [];
  let waiting: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let attempt = 1; waiting.length > 0; attempt += 1) {
    if (attempt > attempts) throw new DomainError('service.unavailable', { retryAfter: 1 });
    if (attempt > 1) await pause(25 * 2 ** attempt * (0.5 + Math.random() / 2));
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: waiting, ConsistentRead } } }),
    );
    items.push(...(Responses?.[table] ?? []));
    waiting = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
