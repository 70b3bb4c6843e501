import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { CloudContext } from '../service.ts';
import type { Pool } from './pool-definition.ts';

const AuthEvent = z.object({
  sequence: z.number(),
  id: z.string(),
  response: z.enum(['Pass', 'Fail', 'InProgress']),
  at: z.number(),
});

export type AuthEvent = z.output<typeof AuthEvent>;

/** The sign-ins of people, in pools whose plan keeps them. */
export interface AuthEvents {
  /** Does nothing in pools without threat protection. */
  add(pool: Pool, sub: string, response: AuthEvent['response']): void;
  /** Newest first, those older than the one of the sequence `before`. */
  list(pool: Pool, sub: string, page: { before?: number; limit: number }): readonly AuthEvent[];
}

/** Whether the pool keeps a history of sign-ins: threat protection (plan PLUS) does. */
export function keepsEvents({ properties }: Pool): boolean {
  return properties.UserPoolAddOns.AdvancedSecurityMode !== 'OFF';
}

export function openAuthEvents({
  database,
  clock,
}: Pick<CloudContext, 'database' | 'clock'>): AuthEvents {
  const insert = database.prepare(
    'INSERT INTO cognito_auth_events (id, pool_id, sub, response, at) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare(`
    SELECT sequence, id, response, at FROM cognito_auth_events
    WHERE pool_id = ? AND sub = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?`);
  return {
    add(pool, sub, response) {
      if (keepsEvents(pool)) insert.run(randomUUID(), pool.id, sub, response, clock.now());
    },
    list: (pool, sub, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      select.all(pool.id, sub, before, limit).map((row) => AuthEvent.parse(row)),
  };
}
