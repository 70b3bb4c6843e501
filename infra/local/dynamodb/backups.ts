import type { CloudContext } from '../service.ts';
import type { Rows } from './rows.ts';
import { Table } from './table.ts';

/** How long AWS keeps the backup of a table that was deleted. */
export const backupRetention = 35 * 86_400_000;

/** What is left of a deleted table that had point-in-time recovery; its items stay where they were. */
export interface SystemBackup {
  readonly arn: string;
  readonly at: number;
  readonly bytes: number;
  readonly table: Table;
}

export interface Backups {
  /** Keeps a table that is being deleted, within the SQL transaction that deletes it. */
  keep(table: Table): void;
  /** Those that have not expired, oldest first. */
  all(): readonly SystemBackup[];
  clear(): void;
}

/** Opens the backups of deleted tables. */
export function openBackups({ database, clock }: CloudContext, rows: Rows): Backups {
  database.exec(`CREATE TABLE IF NOT EXISTS ddb_backups (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, bytes INTEGER NOT NULL, definition TEXT NOT NULL)`);
  const insert = database.prepare(
    'INSERT INTO ddb_backups (at, bytes, definition) VALUES (?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM ddb_backups WHERE at > ? ORDER BY id');
  const remove = database.prepare('DELETE FROM ddb_backups WHERE id = ?');
  const before = database.prepare('SELECT * FROM ddb_backups WHERE at <= ?');

  const backupOf = (row: Readonly<Record<string, unknown>>): SystemBackup => {
    const table = Table.parse(JSON.parse(String(row['definition'])));
    const at = Number(row['at']);
    const number = Number(row['id']).toString(16).padStart(8, '0');
    return { arn: `${table.arn}/backup/0${at}-${number}`, at, bytes: Number(row['bytes']), table };
  };
  const forget = (until: number) => {
    for (const row of before.all(until)) {
      rows.clear(backupOf(row).table.space);
      remove.run(Number(row['id']));
    }
  };

  return {
    keep(table) {
      forget(clock.now() - backupRetention);
      insert.run(clock.now(), rows.count(table.space).bytes, JSON.stringify(table));
    },
    all: () => select.all(clock.now() - backupRetention).map(backupOf),
    clear: () => forget(Number.MAX_SAFE_INTEGER),
  };
}
