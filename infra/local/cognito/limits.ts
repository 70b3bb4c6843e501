import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { limitExceeded, notAuthorized } from './errors.ts';

/** Cognito's limits per person, which a stranger can reach as well as the person. */
export interface Limits {
  /** Counts one try within an hour. Throws `LimitExceededException` beyond `most`. */
  take(subject: string, most: number): void;
  /** Throws `NotAuthorizedException` while the subject is locked out. */
  admit(subject: string): void;
  /** Counts a failed password or code: from the fifth on it locks 1 s, 2 s, 4 s … 15 min. */
  fail(subject: string): void;
  succeed(subject: string): void;
}

const hour = 3_600_000;
const longestLock = 900_000;
const quietTime = 900_000;
const freeFailures = 5;

const Lockout = z.object({ failures: z.number(), last_try: z.number(), locked_until: z.number() });
const Count = z.object({ tries: z.number() });

export function openLimits({ database, clock }: { database: DatabaseSync; clock: Clock }): Limits {
  const count = database.prepare(
    'SELECT count(*) AS tries FROM cognito_tries WHERE subject = ? AND at > ?',
  );
  const insert = database.prepare('INSERT INTO cognito_tries VALUES (?, ?)');
  const prune = database.prepare('DELETE FROM cognito_tries WHERE subject = ? AND at <= ?');
  const select = database.prepare('SELECT * FROM cognito_lockouts WHERE subject = ?');
  const put = database.prepare('REPLACE INTO cognito_lockouts VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM cognito_lockouts WHERE subject = ?');

  const lockout = (subject: string) => {
    const row = select.get(subject);
    const found = row && Lockout.parse(row);
    // 15 minutes without any try, after the lock is over, forgive everything.
    const since = found && Math.max(found.last_try, found.locked_until);
    if (found && since !== undefined && clock.now() < since + quietTime) return found;
    return { failures: 0, last_try: 0, locked_until: 0 };
  };

  return {
    take(subject, most) {
      const start = clock.now() - hour;
      prune.run(subject, start);
      if (Count.parse(count.get(subject, start)).tries >= most) throw limitExceeded();
      insert.run(subject, clock.now());
    },
    admit(subject) {
      const { failures, locked_until: until } = lockout(subject);
      if (clock.now() >= until) return;
      // A try during the lock starts the quiet time anew but makes the lock no longer.
      put.run(subject, failures, clock.now(), until);
      throw notAuthorized('Password attempts exceeded');
    },
    fail(subject) {
      const failures = lockout(subject).failures + 1;
      const lock =
        failures < freeFailures ? 0 : Math.min(1_000 * 2 ** (failures - freeFailures), longestLock);
      put.run(subject, failures, clock.now(), clock.now() + lock);
    },
    succeed(subject) {
      remove.run(subject);
    },
  };
}
