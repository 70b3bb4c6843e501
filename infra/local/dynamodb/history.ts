import type { DatabaseSync } from 'node:sqlite';
import type { CloudContext } from '../service.ts';
import { type Row, storedRow } from './rows.ts';
import type { Table } from './table.ts';

/** How far back AWS brings a table. */
const reach = 35 * 86_400_000;

/** What an item was at some moment; without a row it was not there. */
export interface EarlierItem {
  readonly key: Buffer;
  readonly row: Row | undefined;
}

/** What the items of tables with point-in-time recovery were before each change, where it is kept at all. */
export interface History {
  /** Notes what an item was, within the SQL transaction that changes it. */
  note(table: Table, key: Buffer, before: Row | undefined): void;
  /** The first moment that a table can be brought back to; undefined where no history is kept. */
  since(table: Table): number | undefined;
  /** Items that have changed after a moment, as they were then. */
  at(space: number, moment: number): Iterable<EarlierItem>;
  clear(space?: number): void;
}

/**
 * Opens the history. It costs a row for every write, so it is kept only where the context asks for it,
 * and a run without it ends what was kept before.
 */
export function openHistory({ database, clock, keepsHistory = false }: CloudContext): History {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_history (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, space INTEGER NOT NULL,
      key BLOB NOT NULL, size INTEGER NOT NULL, item TEXT
    );
    CREATE INDEX IF NOT EXISTS ddb_history_order ON ddb_history (space, at);
    CREATE TABLE IF NOT EXISTS ddb_history_since (at INTEGER NOT NULL);
  `);
  if (!keepsHistory) database.exec('DELETE FROM ddb_history; DELETE FROM ddb_history_since');
  const begun = keepsHistory ? beginning(database, clock.now()) : undefined;
  const insert = database.prepare(
    'INSERT INTO ddb_history (at, space, key, size, item) VALUES (?, ?, ?, ?, ?)',
  );
  // SQLite takes the other columns of a group from the row that has its minimum.
  const select = database.prepare(
    'SELECT key, size, item, min(id) FROM ddb_history WHERE space = ? AND at > ? GROUP BY key',
  );
  const drop = database.prepare('DELETE FROM ddb_history WHERE space = ?');

  return {
    note(table, key, before) {
      if (!keepsHistory || !table.pointInTimeRecovery) return;
      insert.run(clock.now(), table.space, key, before?.size ?? 0, before?.text ?? null);
    },
    since(table) {
      if (begun === undefined || table.recoverableSince === undefined) return undefined;
      return Math.max(begun, table.recoverableSince, clock.now() - reach);
    },
    *at(space, moment) {
      for (const row of select.iterate(space, moment)) {
        const { key, item } = row;
        if (!(key instanceof Uint8Array)) continue;
        yield { key: Buffer.from(key), row: item === null ? undefined : storedRow(row) };
      }
    },
    clear(space) {
      if (space === undefined) database.exec('DELETE FROM ddb_history');
      else drop.run(space);
    },
  };
}

function beginning(database: DatabaseSync, now: number): number {
  const known = database.prepare('SELECT at FROM ddb_history_since').get()?.['at'];
  if (known !== undefined) return Number(known);
  database.prepare('INSERT INTO ddb_history_since VALUES (?)').run(now);
  return now;
}
