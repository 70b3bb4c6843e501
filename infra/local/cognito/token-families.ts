import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type CloudContext, ServiceError } from '../service.ts';
import { hashToken } from './auth-sessions.ts';
import type { AppClient } from './client-definition.ts';
import { notAuthorized } from './errors.ts';
import type { Pool } from './pool-definition.ts';

export const Grant = z.object({
  /** Of an OAuth sign-in; without them the tokens open Cognito’s own operations. */
  scopes: z.array(z.string()).optional(),
  acr: z.string().optional(),
  amr: z.array(z.string()).default([]),
});

/** What a sign-in earned; stays the same over all refreshes. */
export type Grant = z.output<typeof Grant>;

/** All tokens that come from one sign-in; its id is their `origin_jti`. */
export interface TokenFamily {
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly grant: Grant;
}

export interface TokenFamilies {
  open(
    pool: Pool,
    client: AppClient,
    of: { readonly sub: string; readonly grant: Grant; readonly authTime?: number },
  ): { family: TokenFamily; refreshToken: string };
  /**
   * The family of a refresh token. Throws `NotAuthorizedException`; `RefreshTokenReuseException` for
   * one that was replaced longer than its grace ago, which ends the family (RFC 9700, 4.14.2).
   */
  redeem(client: AppClient, refreshToken: string): TokenFamily;
  /** Puts a new refresh token in the place of one; it ends when the first one would have ended. */
  rotate(refreshToken: string): string;
  /** Ends the family of a refresh token. Throws `NotAuthorizedException` where it is not the client's. */
  revoke(client: AppClient, refreshToken: string): void;
  /** Ends all families of a person, for ever. */
  revokeAll(pool: Pool, sub: string): void;
  isRevoked(familyId: string): boolean;
}

const Row = z.object({
  id: z.string(),
  pool_id: z.string(),
  client_id: z.string(),
  sub: z.string(),
  auth_time: z.number(),
  expires_at: z.number(),
  earned: z.string(),
  revoked: z.number(),
  replaced_at: z.number().nullable().default(null),
});

export function openTokenFamilies({
  database,
  clock,
}: Pick<CloudContext, 'database' | 'clock'>): TokenFamilies {
  const insert = database.prepare('INSERT INTO cognito_families VALUES (?, ?, ?, ?, ?, ?, ?, 0)');
  const select = database.prepare('SELECT * FROM cognito_families WHERE id = ?');
  const selectByToken = database.prepare(`
    SELECT f.*, t.replaced_at FROM cognito_refresh_tokens t
    JOIN cognito_families f ON f.id = t.family_id WHERE t.hash = ?`);
  const revokeOne = database.prepare('UPDATE cognito_families SET revoked = 1 WHERE id = ?');
  const revokeOf = database.prepare(
    'UPDATE cognito_families SET revoked = 1 WHERE pool_id = ? AND sub = ?',
  );
  const insertToken = database.prepare('INSERT INTO cognito_refresh_tokens VALUES (?, ?, NULL)');
  const replace = database.prepare(
    'UPDATE cognito_refresh_tokens SET replaced_at = ? WHERE hash = ? AND replaced_at IS NULL',
  );

  const addToken = (familyId: string) => {
    const token = randomBytes(192).toString('base64url');
    insertToken.run(hashToken(token), familyId);
    return token;
  };

  const ofToken = (client: AppClient, token: string) => {
    const row = selectByToken.get(hashToken(token));
    const found = row && Row.parse(row);
    if (found?.client_id !== client.id) throw notAuthorized('Invalid Refresh Token.');
    return found;
  };

  return {
    open(pool, client, { sub, grant, authTime = Math.floor(clock.now() / 1_000) }) {
      const id = randomUUID();
      const expiresAt = clock.now() + client.lives.refresh * 1_000;
      insert.run(id, pool.id, client.id, sub, authTime, expiresAt, JSON.stringify(grant));
      const family = { id, poolId: pool.id, clientId: client.id, sub, authTime, grant };
      return { family, refreshToken: addToken(id) };
    },
    redeem(client, token) {
      const found = ofToken(client, token);
      if (found.revoked) throw notAuthorized('Refresh Token has been revoked');
      if (found.expires_at <= clock.now()) throw notAuthorized('Refresh Token has expired');
      const { RetryGracePeriodSeconds: grace } = client.properties.RefreshTokenRotation;
      if (found.replaced_at !== null && clock.now() >= found.replaced_at + grace * 1_000) {
        revokeOne.run(found.id);
        throw new ServiceError('RefreshTokenReuseException', 'Refresh token has been invalidated');
      }
      const { id, pool_id: poolId, client_id: clientId, sub, auth_time: authTime } = found;
      const grant = Grant.parse(JSON.parse(found.earned));
      return { id, poolId, clientId, sub, authTime, grant };
    },
    rotate(token) {
      const { id } = Row.parse(selectByToken.get(hashToken(token)));
      replace.run(clock.now(), hashToken(token));
      return addToken(id);
    },
    revoke(client, token) {
      revokeOne.run(ofToken(client, token).id);
    },
    revokeAll(pool, sub) {
      revokeOf.run(pool.id, sub);
    },
    isRevoked(familyId) {
      const row = select.get(familyId);
      return !row || Row.parse(row).revoked === 1;
    },
  };
}
