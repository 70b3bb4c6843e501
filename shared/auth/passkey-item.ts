import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { TransactAction } from '#shared/data/transact';

/** A passkey on the product's own list; one that is revoked is refused before Cognito hears of it. */
export const StoredPasskey = z.object({
  passkeyId: z.string(),
  credentialId: z.string(),
  label: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().optional(),
});

export type StoredPasskey = z.output<typeof StoredPasskey>;

export const passkeyPrefix = 'passkey#';

export function passkeyKey(userId: string, passkeyId: string): ItemKey {
  return { pk: `user#${userId}`, sk: `${passkeyPrefix}${passkeyId}` };
}

/** Marks a passkey as revoked, unless it is gone or was before. */
export function revokePasskey(
  TableName: string,
  userId: string,
  passkeyId: string,
  at: Date,
): TransactAction {
  return {
    Update: {
      TableName,
      Key: { ...passkeyKey(userId, passkeyId) },
      UpdateExpression: 'SET revokedAt = :at',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revokedAt)',
      ExpressionAttributeValues: { ':at': at.toISOString() },
    },
  };
}
