import * as z from 'zod';
import { restrictions } from './session-standing.ts';

const minute = 60_000;

/** Lives of a session in milliseconds: idle and overall limits of ASVS 7.3 and NIST SP 800-63B-4 AAL2. */
export const sessionLife = {
  /** Without any request. */
  idle: 60 * minute,
  /** Since Cognito last confirmed the user, as long as its own access tokens live. */
  confirmed: 60 * minute,
  /** Since sign-in, whatever happens. */
  absolute: 24 * 60 * minute,
  /** Use is written down at most this often. */
  touchEvery: 5 * minute,
} as const;

/** What the gate reads of a session; the Cognito tokens lie beside it, so that this stays small. */
export const StoredSession = z.object({
  schemaVersion: z.literal(1),
  sessionId: z.string(),
  userId: z.string(),
  generation: z.int(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  idleUntil: z.string(),
  confirmedUntil: z.string(),
  absoluteUntil: z.string(),
  /** When the person last proved who they are, with all their factors. */
  provedAt: z.string(),
  restriction: z.enum(restrictions).optional(),
  /** The person has sent too many requests. */
  pausedUntil: z.string().optional(),
  device: z.string(),
  sourceIp: z.string(),
  /** Epoch second for DynamoDB's time to live, which may come days late. */
  expiresAt: z.int(),
});

export type StoredSession = z.output<typeof StoredSession>;

export function sessionKey(tokenHash: string): { readonly pk: string; readonly sk: string } {
  return { pk: `session#${tokenHash}`, sk: 'session' };
}

/** The encrypted Cognito tokens of a session. */
export function sessionTokensKey(tokenHash: string): { readonly pk: string; readonly sk: string } {
  return { pk: `session#${tokenHash}`, sk: 'tokens' };
}

/** The entry under its user by which sessions are listed and ended. */
export function userSessionKey(
  userId: string,
  sessionId: string,
): { readonly pk: string; readonly sk: string } {
  return { pk: `user#${userId}`, sk: `session#${sessionId}` };
}

/** Moves a time by milliseconds, in the form in which times are stored. */
export function later(time: Date, milliseconds: number): string {
  return new Date(time.getTime() + milliseconds).toISOString();
}

/** Whether a session's time is up; an item that its time to live has not removed yet counts as gone. */
export function isExpired(session: StoredSession, now: Date): boolean {
  const time = now.toISOString();
  return session.idleUntil <= time || session.absoluteUntil <= time;
}
