import * as z from 'zod';
import { challengeNames } from '#shared/auth/identity-provider';
import { seal, unseal } from '#shared/auth/seal';
import { hashSecret } from '#shared/auth/session-token';
import type { PendingChallenge } from './challenge-store.ts';

/** Cognito's own limit of a sign-in session (`AuthSessionValidity`, at most 15 minutes). */
export const challengeSeconds = 15 * 60;

const purpose = 'sign-in challenge';

const StoredChallenge = z.object({
  schemaVersion: z.literal(1),
  userId: z.string(),
  challenge: z.enum(challengeNames),
  stepUpOf: z.string().optional(),
  sealed: z.string(),
  expiresAt: z.int(),
});

export function challengeKey(token: string): { readonly pk: string; readonly sk: string } {
  return { pk: `challenge#${hashSecret(token)}`, sk: 'challenge' };
}

/** The item of a challenge; its continuation can be read only with the token. */
export function toChallengeItem(
  token: string,
  { continuation, ...pending }: PendingChallenge,
  now: Date,
): Record<string, unknown> {
  return {
    ...challengeKey(token),
    schemaVersion: 1,
    ...pending,
    sealed: seal(continuation, token, purpose),
    expiresAt: Math.floor(now.getTime() / 1_000) + challengeSeconds,
  };
}

/** Reads an item back; undefined when there is none or its time is up. */
export function fromChallengeItem(
  token: string,
  item: unknown,
  now: Date,
): PendingChallenge | undefined {
  if (item === undefined) return undefined;
  const { userId, challenge, stepUpOf, sealed, expiresAt } = StoredChallenge.parse(item);
  if (expiresAt * 1_000 <= now.getTime()) return undefined;
  return {
    userId,
    challenge,
    continuation: unseal(sealed, token, purpose),
    ...(stepUpOf === undefined ? {} : { stepUpOf }),
  };
}
