import { createHash, hkdfSync } from 'node:crypto';
import { randomSecret } from '#shared/domain/ids';

/** What a token says: whose it is, and the hash under which its session or API key is stored. */
export interface TokenKey {
  readonly kind: 'session' | 'api-key';
  readonly userId: string;
  readonly tokenHash: string;
}

/** Begins every API key. */
export const apiKeyPrefix = 'stratus-key';

const form = new RegExp(`^(?:(${apiKeyPrefix})\\.)?([0-9A-HJKMNP-TV-Z]{26})\\.[\\w-]{43}$`);

/**
 * A new token, of a session or for one use: the user's id, a dot and 256 random bits. The id lets the
 * gate read session and principal in one request; it proves nothing, the hash covers it too.
 */
export function newToken(userId: string): string {
  return `${userId}.${randomSecret()}`;
}

/** Reads a presented token; undefined when it cannot be one of ours. */
export function parseToken(token: string): TokenKey | undefined {
  const [, prefix, userId] = form.exec(token) ?? [];
  if (userId === undefined) return undefined;
  return { kind: prefix ? 'api-key' : 'session', userId, tokenHash: hashSecret(token) };
}

/** SHA-256 in hex: enough for 256-bit secrets, which nobody can guess (ASVS 11.4.1). */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A 256-bit AES key from a secret, one per purpose (HKDF, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `stratus ${purpose}`, 32));
}
