import * as z from 'zod';
import { apiKeyPrefix, hashSecret, newToken } from '#shared/auth/session-token';

/** `read` does nothing but read, whatever its owner may do. */
export const keyAccesses = ['read', 'write'] as const;

export type KeyAccess = (typeof keyAccesses)[number];

/** A key by which another system acts for a user, as stored; its secret is not. */
export const StoredApiKey = z.object({
  schemaVersion: z.literal(1),
  keyId: z.string(),
  /** The user with whose rights it acts. */
  userId: z.string(),
  name: z.string(),
  access: z.enum(keyAccesses),
  createdAt: z.string(),
  createdBy: z.string(),
  endsAt: z.string(),
  /** The day of its last use, in UTC. */
  lastUsedOn: z.string().optional(),
  /** It has sent too many requests. */
  pausedUntil: z.string().optional(),
  /** Epoch second for DynamoDB's time to live, which may come days late. */
  expiresAt: z.int(),
});

export type StoredApiKey = z.output<typeof StoredApiKey>;

/** The row that the gate reads, found by the hash of what a caller presents. */
export function apiKeyKey(tokenHash: string): { readonly pk: string; readonly sk: string } {
  return { pk: `key#${tokenHash}`, sk: 'key' };
}

/** Says whose a key is and under which hash it lies, to whoever knows its id only. */
export function apiKeyPointerKey(keyId: string): { readonly pk: string; readonly sk: string } {
  return { pk: `key-id#${keyId}`, sk: 'pointer' };
}

/** The partition of the index `principals` that holds the organisation's keys, by id. */
export const apiKeysPartition = 'api-keys';

/** A new key's secret and its hash; shown once, stored nowhere. The prefix lets scanners for leaked secrets find it. */
export function newApiKeyToken(userId: string): { readonly token: string; readonly hash: string } {
  const token = `${apiKeyPrefix}.${newToken(userId)}`;
  return { token, hash: hashSecret(token) };
}

/** Whether a key may act: its time is not up, and its owner's keys have not been ended since it was made. */
export function isLive(
  key: Pick<StoredApiKey, 'createdAt' | 'endsAt'>,
  keysEndedAt: string | undefined,
  now: Date,
): boolean {
  return key.endsAt > now.toISOString() && !(keysEndedAt && key.createdAt <= keysEndedAt);
}
