import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { StoredRecord } from './record.ts';
import { fromRecordItem, toRecordItem } from './record-item.ts';
import type { IdempotentRequest } from './record-store.ts';

/** How long a repeated request is recognised; the sweep of expired items may lag, so it is checked too. */
const keptForSeconds = 24 * 60 * 60;

const IdempotencyItem = z.object({ bodyHash: z.string(), record: z.unknown() });

function idempotencyKey({ userId, operation, key }: IdempotentRequest): ItemKey {
  return { pk: `idempotency#${userId}#${operation}#${key}`, sk: 'operation' };
}

/** Claims the key for this request, unless an earlier one holds it. */
export function claimKey(
  table: string,
  object: ObjectDefinition,
  request: IdempotentRequest,
  record: StoredRecord,
) {
  const now = Math.floor(Date.parse(record.createdAt) / 1000);
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

/** The record an earlier request with this key made, or undefined if that was another request. */
export function replayOf(item: unknown, request: IdempotentRequest): StoredRecord | undefined {
  const { bodyHash, record } = IdempotencyItem.parse(item);
  return bodyHash === request.bodyHash ? fromRecordItem(record) : undefined;
}
