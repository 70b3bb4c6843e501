import type { DatabaseSync } from 'node:sqlite';
import type { AttributeMap } from './attribute-value.ts';

/** An item of a table, or its copy in an index. */
export interface Row {
  readonly item: AttributeMap;
  /** The item as JSON, as it is stored. */
  readonly text: string;
  /** In bytes as AWS counts them. */
  readonly size: number;
}

/** An item and its size, which is counted once. */
export type SizedItem = Pick<Row, 'item' | 'size'>;

/** A half-open range of keys: from `from` up to, without, `to`. */
export interface KeyRange {
  readonly from: Buffer;
  readonly to: Buffer;
}

/** Ordered storage of items under binary keys, one space for each table and index. */
export interface Rows {
  get(space: number, key: Buffer): Row | undefined;
  put(space: number, key: Buffer, text: string, size: number): void;
  /** Puts a row that shows whatever stands under a key of the space which `entries` is given with it. */
  refer(space: number, key: Buffer, target: Buffer, size: number): void;
  /** Turns a row that refers to another into a copy; leaves one that is a copy as it is. */
  settle(space: number, key: Buffer, text: string, size: number): void;
  delete(space: number, key: Buffer): void;
  /** Rows in key order or against it; stop iterating at any time. */
  range(space: number, range: KeyRange, forward: boolean): Iterable<Row>;
  /** As `range`, of rows that may refer to rows of the space `of`. */
  entries(space: number, of: number, range: KeyRange, forward: boolean): Iterable<Row>;
  /** The keys of a whole space in their order, in hexadecimal. */
  keys(space: number): Iterable<string>;
  clear(space: number): void;
  count(space: number): { readonly items: number; readonly bytes: number };
}

/** Opens the rows of all tables. */
export function openRows(database: DatabaseSync): Rows {
  // A row's item is its JSON, or the key, as a blob, of the row that it refers to.
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_rows (
      space INTEGER NOT NULL, key BLOB NOT NULL, size INTEGER NOT NULL, item NOT NULL,
      PRIMARY KEY (space, key)
    ) WITHOUT ROWID;
  `);
  const select = database.prepare('SELECT size, item FROM ddb_rows WHERE space = ? AND key = ?');
  const upsert = database.prepare('REPLACE INTO ddb_rows VALUES (?, ?, ?, ?)');
  const copy = database.prepare(
    "UPDATE ddb_rows SET size = ?, item = ? WHERE space = ? AND key = ? AND typeof(item) = 'blob'",
  );
  const remove = database.prepare('DELETE FROM ddb_rows WHERE space = ? AND key = ?');
  const ranged = 'SELECT size, item FROM ddb_rows WHERE space = ? AND key >= ? AND key < ?';
  const forwards = database.prepare(`${ranged} ORDER BY key`);
  const backwards = database.prepare(`${ranged} ORDER BY key DESC`);
  const referred = `SELECT entry.size AS size, coalesce(target.item, entry.item) AS item
    FROM ddb_rows AS entry LEFT JOIN ddb_rows AS target
      ON target.space = ? AND target.key = entry.item AND typeof(entry.item) = 'blob'
    WHERE entry.space = ? AND entry.key >= ? AND entry.key < ?`;
  const entriesForwards = database.prepare(`${referred} ORDER BY entry.key`);
  const entriesBackwards = database.prepare(`${referred} ORDER BY entry.key DESC`);
  const whole = database.prepare(
    'SELECT lower(hex(key)) AS key FROM ddb_rows WHERE space = ? ORDER BY key',
  );
  const empty = database.prepare('DELETE FROM ddb_rows WHERE space = ?');
  const totals = database.prepare(
    'SELECT count(*) AS items, total(size) AS bytes FROM ddb_rows WHERE space = ?',
  );

  return {
    get(space, key) {
      const row = select.get(space, key);
      return row && storedRow(row);
    },
    put(space, key, text, size) {
      upsert.run(space, key, size, text);
    },
    refer(space, key, target, size) {
      upsert.run(space, key, size, target);
    },
    settle(space, key, text, size) {
      copy.run(size, text, space, key);
    },
    delete(space, key) {
      remove.run(space, key);
    },
    *range(space, { from, to }, forward) {
      for (const row of (forward ? forwards : backwards).iterate(space, from, to))
        yield storedRow(row);
    },
    *entries(space, of, { from, to }, forward) {
      const statement = forward ? entriesForwards : entriesBackwards;
      for (const row of statement.iterate(of, space, from, to)) yield storedRow(row);
    },
    *keys(space) {
      for (const row of whole.iterate(space)) yield String(row['key']);
    },
    clear(space) {
      empty.run(space);
    },
    count(space) {
      const row = totals.get(space);
      return { items: Number(row?.['items']), bytes: Number(row?.['bytes']) };
    },
  };
}

/** A row as SQLite gives it, with columns `item` and `size`. */
export function storedRow(row: Readonly<Record<string, unknown>>): Row {
  const text = String(row['item']);
  return { item: storedItem(text), text, size: Number(row['size']) };
}

/** An item from its stored JSON. Only canonical items are ever stored, so they are not checked again. */
export function storedItem(json: string): AttributeMap {
  return JSON.parse(json);
}
