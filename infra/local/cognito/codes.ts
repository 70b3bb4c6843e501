import { randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { codeExpired, codeMismatch } from './errors.ts';
import type { Pool } from './pool-definition.ts';

/** What a code is for; a code of one purpose is worth nothing for another. */
export type CodePurpose = 'forgot-password' | 'sign-up' | 'verify-email' | 'verify-phone_number';

const minute = 60_000;

/** Minutes that a code lives (“Quotas in Amazon Cognito”). */
const lives: Readonly<Record<CodePurpose, number>> = {
  'forgot-password': 60,
  'sign-up': 24 * 60,
  'verify-email': 24 * 60,
  'verify-phone_number': 24 * 60,
};

/** Six digits. */
export const makeCode = () => String(randomInt(1_000_000)).padStart(6, '0');

/** One code per person and purpose: a newer one replaces the older. */
export interface Codes {
  /** Makes a code; `value` comes back with it (the new address to verify). */
  make(pool: Pool, sub: string, purpose: CodePurpose, value?: string): string;
  /** Throws `CodeMismatchException` or `ExpiredCodeException`; the code stays usable. */
  check(pool: Pool, sub: string, purpose: CodePurpose, code: string): { value: string | undefined };
  /** As `check`, and nobody can use the code again. */
  use(pool: Pool, sub: string, purpose: CodePurpose, code: string): { value: string | undefined };
  /** The value a code is waiting to confirm. */
  pendingValue(pool: Pool, sub: string, purpose: CodePurpose): string | undefined;
  /** Makes the codes of a person worthless, all or those of one purpose. */
  drop(pool: Pool, sub: string, purpose?: CodePurpose): void;
}

const Code = z.object({ code: z.string(), expires_at: z.number(), value: z.string().nullable() });

export function openCodes({ database, clock }: { database: DatabaseSync; clock: Clock }): Codes {
  const put = database.prepare('REPLACE INTO cognito_codes VALUES (?, ?, ?, ?, ?, ?)');
  const select = database.prepare(
    'SELECT * FROM cognito_codes WHERE pool_id = ? AND sub = ? AND purpose = ?',
  );
  const remove = database.prepare(
    'DELETE FROM cognito_codes WHERE pool_id = ? AND sub = ? AND purpose = ?',
  );
  const removeAll = database.prepare('DELETE FROM cognito_codes WHERE pool_id = ? AND sub = ?');

  const find = (pool: Pool, sub: string, purpose: CodePurpose) => {
    const row = select.get(pool.id, sub, purpose);
    const kept = row && Code.parse(row);
    return kept && kept.expires_at > clock.now() ? kept : undefined;
  };

  const check: Codes['check'] = (pool, sub, purpose, code) => {
    const kept = find(pool, sub, purpose);
    if (!kept) throw codeExpired();
    if (kept.code !== code) throw codeMismatch();
    return { value: kept.value ?? undefined };
  };

  return {
    make(pool, sub, purpose, value) {
      const code = makeCode();
      const expiresAt = clock.now() + lives[purpose] * minute;
      put.run(pool.id, sub, purpose, code, expiresAt, value ?? null);
      return code;
    },
    check,
    use(pool, sub, purpose, code) {
      const kept = check(pool, sub, purpose, code);
      remove.run(pool.id, sub, purpose);
      return kept;
    },
    pendingValue: (pool, sub, purpose) => find(pool, sub, purpose)?.value ?? undefined,
    drop(pool, sub, purpose) {
      if (purpose) remove.run(pool.id, sub, purpose);
      else removeAll.run(pool.id, sub);
    },
  };
}
