import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { StoredRecord } from './record.ts';
import { fromRecordItem, toRecordItem } from './record-item.ts';
import type { EarlierRequest, IdempotentRequest } from './record-store.ts';

/** How long a repeated request is recognised; the sweep of expired items may lag, so it is checked too. */
const keptForSeconds = 24 * 60 * 60;

const IdempotencyItem = z.object({
  // Until a day after an update there are items that tell the body alone: those of other requests.
  requestHash: z.string().optional(),
  record: z.unknown(),
  expiresAt: z.int(),
});

/** Where the claim of a request's key lies. */
export function idempotencyKey({ userId, operation, key }: IdempotentRequest): ItemKey {
  return { pk: `idempotency#${userId}#${operation}#${key}`, sk: 'operation' };
}

/** Claims the key for this request, unless an earlier one holds it, with the record that it makes. */
export function claimKey(
  table: string,
  object: ObjectDefinition,
  request: IdempotentRequest,
  record: StoredRecord,
) {
  const now = secondOf(record.createdAt);
  return {
    Put: {
      TableName: table,
      Item: { ...claimItem(request, now), record: toRecordItem(object, record) },
      ConditionExpression: isFree,
      ExpressionAttributeValues: { ':now': now },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

const isFree = 'attribute_not_exists(pk) OR expiresAt < :now';

function claimItem(request: IdempotentRequest, now: number) {
  const { pk, sk } = idempotencyKey(request);
  const { requestHash } = request;
  return { pk, sk, schemaVersion: 1, requestHash, expiresAt: now + keptForSeconds };
}

/** Claims the key for this request alone, however often it comes. */
export function claimForRequest(table: string, request: IdempotentRequest, at: string) {
  const now = secondOf(at);
  return {
    TableName: table,
    Item: claimItem(request, now),
    ConditionExpression: `${isFree} OR requestHash = :hash`,
    ExpressionAttributeValues: { ':now': now, ':hash': request.requestHash },
  };
}

function secondOf(at: string): number {
  return Math.floor(Date.parse(at) / 1000);
}

/** What an earlier request with this key came to; `key_reused` if that was another request. */
export function replayOf(item: unknown, request: IdempotentRequest): EarlierRequest {
  const { requestHash, record } = IdempotencyItem.parse(item);
  const made = requestHash === request.requestHash ? fromRecordItem(record) : undefined;
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
