import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../service.ts';

/** How long AWS recognises a repeated transaction. */
const lifetime = 10 * 60_000;

/** Remembers the client request tokens of committed transactions. */
export interface Tokens {
  /** Whether this very request was done. Throws `IdempotentParameterMismatchException`. */
  isRepeated(token: string, digest: string): boolean;
  /** For within the SQL transaction that does the work. */
  remember(token: string, digest: string): void;
  clear(): void;
}

/** Opens the token list. */
export function openTokens({
  database,
  clock,
}: {
  readonly database: DatabaseSync;
  readonly clock: Clock;
}): Tokens {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_tokens (
      token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ddb_tokens_order ON ddb_tokens (at);
  `);
  const select = database.prepare('SELECT digest FROM ddb_tokens WHERE token = ? AND at > ?');
  const upsert = database.prepare('REPLACE INTO ddb_tokens VALUES (?, ?, ?)');
  const trim = database.prepare('DELETE FROM ddb_tokens WHERE at <= ?');
  return {
    isRepeated(token, digest) {
      const row = select.get(token, clock.now() - lifetime);
      if (row && row['digest'] !== digest)
        throw new ServiceError(
          'IdempotentParameterMismatchException',
          'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
        );
      return row !== undefined;
    },
    remember(token, digest) {
      trim.run(clock.now() - lifetime);
      upsert.run(token, digest, clock.now());
    },
    clear: () => database.exec('DELETE FROM ddb_tokens'),
  };
}
