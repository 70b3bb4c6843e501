import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { AppClient } from './client-definition.ts';
import { notAuthorized } from './errors.ts';
import type { Pool } from './pool-definition.ts';

const CustomStep = z.object({
  challengeName: z.string(),
  challengeResult: z.boolean(),
  challengeMetadata: z.string().optional(),
});

/** A step of a custom sign-in, as DefineAuthChallenge is told of it. */
export type CustomStep = z.output<typeof CustomStep>;

const AuthSession = z.object({
  clientId: z.string(),
  /** Undefined for a login that does not exist, where that must not show. */
  sub: z.string().optional(),
  /** As the sign-in began; in lower case where the pool folds names. */
  login: z.string(),
  challenge: z.string(),
  /** What was proven before this challenge, in order. */
  passed: z.array(z.string()),
  /** What challenges keep for their answer or for later ones, by a name of their own. */
  kept: z.record(z.string(), z.unknown()),
  history: z.array(CustomStep).readonly().optional(),
});

/** A sign-in that waits for the answer to a challenge. */
export type AuthSession = z.output<typeof AuthSession>;

/** Sign-ins between two steps. The token is the only key; just its hash is kept. */
export interface AuthSessions {
  /** Lives `AuthSessionValidity` minutes. */
  open(pool: Pool, client: AppClient, session: Omit<AuthSession, 'clientId'>): string;
  /** Throws `NotAuthorizedException` for what was never issued, used or is too old. */
  find(token: string): AuthSession & { readonly poolId: string };
  /** As `find`, also for what is of another client. */
  read(pool: Pool, client: AppClient, token: string): AuthSession;
  /** Ends the session; false where somebody else did so first. */
  close(token: string): boolean;
  /** Ends all sign-ins of a person. */
  closeAll(pool: Pool, sub: string): void;
}

const Row = z.object({ pool_id: z.string(), expires_at: z.number(), document: z.string() });

export function openAuthSessions({
  database,
  clock,
}: {
  database: DatabaseSync;
  clock: Clock;
}): AuthSessions {
  const insert = database.prepare('INSERT INTO cognito_sessions VALUES (?, ?, ?, ?, ?)');
  const select = database.prepare('SELECT * FROM cognito_sessions WHERE hash = ?');
  const remove = database.prepare('DELETE FROM cognito_sessions WHERE hash = ?');
  const removeOf = database.prepare('DELETE FROM cognito_sessions WHERE pool_id = ? AND sub = ?');
  const prune = database.prepare('DELETE FROM cognito_sessions WHERE expires_at <= ?');

  const find: AuthSessions['find'] = (token) => {
    const found = select.get(hashToken(token));
    if (!found) throw invalidSession();
    const { pool_id: poolId, expires_at: expiresAt, document } = Row.parse(found);
    if (expiresAt <= clock.now())
      throw notAuthorized('Invalid session for the user, session is expired.');
    return { ...AuthSession.parse(JSON.parse(document)), poolId };
  };

  return {
    open(pool, client, session) {
      prune.run(clock.now() - 3_600_000);
      const token = randomBytes(96).toString('base64url');
      const expiresAt = clock.now() + client.properties.AuthSessionValidity * 60_000;
      const document = JSON.stringify({ ...session, clientId: client.id });
      insert.run(hashToken(token), pool.id, session.sub ?? null, expiresAt, document);
      return token;
    },
    find,
    read(pool, client, token) {
      const { poolId, ...session } = find(token);
      if (poolId !== pool.id || session.clientId !== client.id) throw invalidSession();
      return session;
    },
    close: (token) => Number(remove.run(hashToken(token)).changes) > 0,
    closeAll(pool, sub) {
      removeOf.run(pool.id, sub);
    },
  };
}

export const invalidSession = () => notAuthorized('Invalid session for the user.');

/** Tokens with 256 bits of chance and more need no salt. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
