import * as z from 'zod';
import { randomSecret } from '#shared/domain/ids';
import { seal, unseal } from './seal.ts';
import { hashSecret, parseSessionToken } from './session-token.ts';

/** How long a recovery link works. */
export const linkSeconds = 30 * 60;

const purpose = 'recovery code';

const StoredRecovery = z.object({
  schemaVersion: z.literal(1),
  userId: z.string(),
  tokenHash: z.string(),
  /** Cognito's code, readable only with the token in the link. */
  sealedCode: z.string(),
  expiresAt: z.int(),
});

/** One link per person: a newer one takes the place of the older. */
export function recoveryKey(userId: string): { readonly pk: string; readonly sk: string } {
  return { pk: `user#${userId}`, sk: 'recovery' };
}

/** Makes a link's token (the user's id and 256 random bits) and the item that stands for it. */
export function newRecovery(
  userId: string,
  code: string,
  now: Date,
): { readonly token: string; readonly item: Record<string, unknown> } {
  const token = `${userId}.${randomSecret()}`;
  return {
    token,
    item: {
      ...recoveryKey(userId),
      schemaVersion: 1,
      userId,
      tokenHash: hashSecret(token),
      sealedCode: seal(code, token, purpose),
      expiresAt: Math.floor(now.getTime() / 1_000) + linkSeconds,
    },
  };
}

/** Whose link a token would be; undefined when it cannot be one of ours. */
export function userOfRecovery(token: string): string | undefined {
  return parseSessionToken(token)?.userId;
}

/** The code behind a link; undefined when there is none, it is another's, or its time is up. */
export function openRecovery(token: string, item: unknown, now: Date): string | undefined {
  const stored = StoredRecovery.safeParse(item);
  if (!stored.success) return undefined;
  const { tokenHash, sealedCode, expiresAt } = stored.data;
  if (tokenHash !== hashSecret(token) || expiresAt * 1_000 <= now.getTime()) return undefined;
  return unseal(sealedCode, token, purpose);
}
