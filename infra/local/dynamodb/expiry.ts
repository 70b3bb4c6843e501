import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { type AttributeMap, attributeOf } from './attribute-value.ts';
import type { Table } from './table.ts';

const sweepInterval = 60_000;
const fiveYears = 5 * 365 * 86_400_000;

/** Knows when items expire by time to live, and wakes up only when one does. */
export interface Expiry {
  /** Remembers or forgets when the item under this key expires, after a write of it. */
  note(table: Table, key: Buffer, item: AttributeMap | undefined): void;
  /** Sees to it that the next sweep runs when something is due. */
  schedule(): void;
  clear(space?: number): void;
}

/** A key whose item is due, in the space of its table. */
export interface Expired {
  readonly space: number;
  readonly key: Buffer;
}

/** Opens the expiry list. `remove` deletes items that are due; it is called on the clock. */
export function openExpiry(
  database: DatabaseSync,
  clock: Clock,
  remove: (due: readonly Expired[]) => void,
): Expiry {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_expiry (
      space INTEGER NOT NULL, key BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (space, key)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ddb_expiry_order ON ddb_expiry (at);
  `);
  const upsert = database.prepare('REPLACE INTO ddb_expiry VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM ddb_expiry WHERE space = ? AND key = ?');
  const drop = database.prepare('DELETE FROM ddb_expiry WHERE space = ?');
  const first = database.prepare('SELECT min(at) AS at FROM ddb_expiry');
  const due = database.prepare('SELECT space, key FROM ddb_expiry WHERE at <= ? LIMIT 10000');
  let noted = true;
  let waiting: { readonly at: number; cancel(): void } | undefined;

  const sweep = () => {
    waiting = undefined;
    noted = true;
    const keys = due
      .all(clock.now())
      .flatMap(({ space, key }) =>
        key instanceof Uint8Array ? [{ space: Number(space), key: Buffer.from(key) }] : [],
      );
    remove(keys);
  };

  const cancel = () => {
    waiting?.cancel();
    waiting = undefined;
  };

  return {
    note(table, key, item) {
      const value = item && attributeOf(item, table.expiryAttribute ?? '');
      const at = value && 'N' in value ? Math.floor(Number(value.N) * 1000) : Number.NaN;
      noted = true;
      // AWS leaves items alone whose time lies more than five years back.
      if (Number.isSafeInteger(at) && at > clock.now() - fiveYears)
        upsert.run(table.space, key, at);
      else forget.run(table.space, key);
    },
    schedule() {
      if (!noted) return;
      noted = false;
      const at = first.get()?.['at'];
      if (typeof at !== 'number') return cancel();
      const now = clock.now();
      const wake = (Math.floor(Math.max(at, now) / sweepInterval) + 1) * sweepInterval;
      if (waiting && waiting.at <= wake) return;
      waiting?.cancel();
      waiting = { at: wake, cancel: clock.after(wake - now, sweep) };
    },
    clear(space) {
      if (space === undefined) database.exec('DELETE FROM ddb_expiry');
      else drop.run(space);
      noted = true;
    },
  };
}
