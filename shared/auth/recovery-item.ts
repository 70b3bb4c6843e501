import * as z from 'zod';
import { seal, unseal } from './seal.ts';
import { hashSecret, newToken, parseToken } from './session-token.ts';

/** How long a recovery link works. */
export const linkSeconds = 30 * 60;
/** How long a code in a text message works (NIST SP 800-63B-4 §4.2.1.2). */
export const codeSeconds = 10 * 60;
/** Wrong codes after which a new one has to be asked for: a guess hits with 5 in a million. */
export const codeTries = 5;

const purpose = 'recovery code';

const StoredLink = z.object({
  schemaVersion: z.literal(1),
  kind: z.enum(['link', 'proved']),
  tokenHash: z.string(),
  /** Cognito's code, readable only with the token in the link; absent after proofs of another kind. */
  sealedCode: z.string().optional(),
  expiresAt: z.int(),
});

/** How long whoever has proved themselves may take to choose a password. */
const provedSeconds = 10 * 60;

/** One recovery per person: a newer link or code takes the place of the older. */
export function recoveryKey(userId: string): { readonly pk: string; readonly sk: string } {
  return { pk: `user#${userId}`, sk: 'recovery' };
}

/** Leads from the request that somebody made to the person it turned out to be about. */
export function requestKey(requestHash: string): { readonly pk: string; readonly sk: string } {
  return { pk: `recovery#${requestHash}`, sk: 'request' };
}

const inSeconds = (now: Date, seconds: number) => Math.floor(now.getTime() / 1_000) + seconds;

/** Makes a link's token (the user's id and 256 random bits) and the item that stands for it. */
export function newRecovery(
  userId: string,
  code: string,
  now: Date,
): { readonly token: string; readonly item: Record<string, unknown> } {
  const token = newToken(userId);
  const sealedCode = seal(code, token, purpose);
  const expiresAt = inSeconds(now, linkSeconds);
  return { token, item: tokenItem(userId, token, { kind: 'link', sealedCode, expiresAt }) };
}

/** Makes the token of somebody who has proved themselves, and the item that stands for it. */
export function newProvedRecovery(
  userId: string,
  now: Date,
): { readonly token: string; readonly item: Record<string, unknown> } {
  const token = newToken(userId);
  const expiresAt = inSeconds(now, provedSeconds);
  return { token, item: tokenItem(userId, token, { kind: 'proved', expiresAt }) };
}

function tokenItem(userId: string, token: string, facts: Record<string, unknown>) {
  return { ...recoveryKey(userId), schemaVersion: 1, tokenHash: hashSecret(token), ...facts };
}

/** The items of a code that goes to a phone: who may present it, and how it is recognized. */
export function newCodeRecovery(
  userId: string,
  requestHash: string,
  code: string,
  now: Date,
): readonly Record<string, unknown>[] {
  const expiresAt = inSeconds(now, codeSeconds);
  return [
    {
      ...recoveryKey(userId),
      schemaVersion: 1,
      kind: 'code',
      requestHash,
      codeHash: hashOfCode(requestHash, code),
      tries: 0,
      expiresAt,
    },
    { ...requestKey(requestHash), schemaVersion: 1, userId, expiresAt },
  ];
}

/** A code has few digits; only who also holds the request's own secret can present it. */
export function hashOfCode(requestHash: string, code: string): string {
  return hashSecret(`${requestHash} ${code}`);
}

/** Whose link a token would be; undefined when it cannot be one of ours. */
export function userOfRecovery(token: string): string | undefined {
  return parseToken(token)?.userId;
}

/** What a token opens; undefined when there is nothing, it is another's, or its time is up. */
export function openRecovery(
  token: string,
  item: unknown,
  now: Date,
): { readonly code: string | undefined } | undefined {
  const stored = StoredLink.safeParse(item);
  if (!stored.success) return undefined;
  const { tokenHash, sealedCode, expiresAt } = stored.data;
  if (tokenHash !== hashSecret(token) || expiresAt * 1_000 <= now.getTime()) return undefined;
  return { code: sealedCode && unseal(sealedCode, token, purpose) };
}
