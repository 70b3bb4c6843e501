import { createHmac } from 'node:crypto';
import type { Pool } from './pool-definition.ts';

/**
 * Bytes that are made up for a login, always the same for the same one: what a stranger is shown of
 * somebody who does not exist must not change from one look to the next.
 */
export function seemingBytes(pool: Pool, login: string, purpose: string): Buffer {
  return createHmac('sha256', pool.secret).update(`${purpose} ${login.toLowerCase()}`).digest();
}

/** The username that somebody with this login would have. */
export function seemingUsername(pool: Pool, login: string): string {
  if (pool.properties.UsernameAttributes.length === 0) return login;
  const digits = seemingBytes(pool, login, 'username').toString('hex');
  const variant = '89ab'[Number.parseInt(digits.slice(16, 17), 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
