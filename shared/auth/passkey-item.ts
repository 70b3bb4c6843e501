import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';

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
