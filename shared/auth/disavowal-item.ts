import * as z from 'zod';
import { randomSecret } from '#shared/domain/ids';
import { hashSecret } from './session-token.ts';

const lifeSeconds = 7 * 24 * 60 * 60;

/** A link in a notice, as stored: under the hash of its token. */
export const StoredDisavowal = z.object({
  schemaVersion: z.literal(1),
  userId: z.string(),
  /** When the thing happened that the notice tells. */
  noticeAt: z.string(),
  /** How the owner stood after the link was used. */
  outcome: z.enum(['locked', 'not-locked']).optional(),
  completedAt: z.string().optional(),
  expiresAt: z.int(),
});

export type StoredDisavowal = z.output<typeof StoredDisavowal>;

export function disavowalKey(token: string): { readonly pk: string; readonly sk: string } {
  return { pk: `disavowal#${hashSecret(token)}`, sk: 'disavowal' };
}

/** Makes the token of a link (256 random bits) and the item that stands for it. */
export function newDisavowal(
  userId: string,
  noticeAt: string,
  now: Date,
): { readonly token: string; readonly item: Record<string, unknown> } {
  const token = randomSecret();
  const expiresAt = Math.floor(now.getTime() / 1_000) + lifeSeconds;
  return {
    token,
    item: { ...disavowalKey(token), schemaVersion: 1, userId, noticeAt, expiresAt },
  };
}

/** The link that a token stands for; undefined when there is none, it is used up or its time is. */
export function openDisavowal(item: unknown, now: Date): StoredDisavowal | undefined {
  const stored = StoredDisavowal.safeParse(item);
  if (!stored.success || stored.data.completedAt !== undefined) return undefined;
  return stored.data.expiresAt * 1_000 > now.getTime() ? stored.data : undefined;
}
