import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { StoredRecord } from './record.ts';
import { fromRecordItem, toRecordItem } from './record-item.ts';
import type { EarlierRequest, IdempotentRequest } from './record-store.ts';

/** How long a repeated request is recognised; the sweep of expired items may lag, so it is checked too. */
const keptForSeconds = 24 * 60 * 60;

const IdempotencyItem = z.object({
  bodyHash: z.string(),
  record: z.unknown(),
  expiresAt: z.int(),
});

/** Where the claim of a request's key lies. */
export function idempotencyKey({ userId, operation, key }: IdempotentRequest): ItemKey {
  return { pk: `idempotency#${userId}#${operation}#${key}`, sk: 'operation' };
}

/** Claims the key for this request, unless an earlier one holds it. */
export function claimKey(
  table: string,
  object: ObjectDefinition,
  request: IdempotentRequest,
  record: StoredRecord,
) {
  const now = secondOf(record.createdAt);
  const { pk, sk } = idempotencyKey(request);
  return {
    Put: {
      TableName: table,
      Item: {
        pk,
        sk,
        schemaVersion: 1,
        bodyHash: request.bodyHash,
        record: toRecordItem(object, record),
        expiresAt: now + keptForSeconds,
      },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
      ExpressionAttributeValues: { ':now': now },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

function secondOf(at: string): number {
  return Math.floor(Date.parse(at) / 1000);
}

/** What an earlier request with this key came to; `key_reused` if that was another request. */
export function replayOf(item: unknown, request: IdempotentRequest): EarlierRequest {
  const { bodyHash, record } = IdempotencyItem.parse(item);
  const made = bodyHash === request.bodyHash ? fromRecordItem(record) : undefined;
  return made ? { kind: 'replayed', record: made } : { kind: 'key_reused' };
}

/** The same, or undefined if that was so long before `at` that it is forgotten. */
export function earlierRequest(
  item: unknown,
  request: IdempotentRequest,
  at: string,
): EarlierRequest | undefined {
  const { expiresAt } = IdempotencyItem.parse(item);
  return expiresAt < secondOf(at) ? undefined : replayOf(item, request);
}
