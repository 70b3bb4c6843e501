import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { AttributeMap } from './attribute-value.ts';
import { attributeOf } from './attribute-value.ts';
import { project } from './document.ts';
import { itemSize } from './item-size.ts';
import { encodeKeyPart, partitionPrefix } from './key-encoding.ts';
import type { Rows } from './rows.ts';
import {
  isIndexed,
  type KeySchema,
  keyAttributes,
  type SecondaryIndex,
  type Table,
} from './table.ts';

/** An item's copy in an index. */
export interface IndexEntry {
  readonly key: Buffer;
  readonly item: AttributeMap;
  readonly size: number;
}

/** Writes index entries, at once or after the lag that `Faults.indexLag` asks for. */
export interface IndexWriter {
  put(index: SecondaryIndex, entry: IndexEntry): void;
  delete(index: SecondaryIndex, key: Buffer): void;
  /** Brings the indexes to where a reader may see them now. */
  catchUp(): void;
  clear(space?: number): void;
}

/** Opens the index writer; changes that still wait from an earlier run are kept. */
export function openIndexWriter(
  database: DatabaseSync,
  rows: Rows,
  clock: Clock,
  faults: Faults,
): IndexWriter {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_index_changes (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, space INTEGER NOT NULL,
      key BLOB NOT NULL, size INTEGER NOT NULL, item TEXT
    );
  `);
  const insert = database.prepare(
    'INSERT INTO ddb_index_changes (at, space, key, size, item) VALUES (?, ?, ?, ?, ?)',
  );
  const due = database.prepare('SELECT * FROM ddb_index_changes WHERE at <= ? ORDER BY id');
  const done = database.prepare('DELETE FROM ddb_index_changes WHERE id = ?');
  const left = database.prepare('SELECT count(*) AS waiting FROM ddb_index_changes');
  const drop = database.prepare('DELETE FROM ddb_index_changes WHERE space = ?');
  const countWaiting = () => Number(left.get()?.['waiting']);
  let waiting = countWaiting();

  // A change may not overtake one that waits for the same entry.
  const mustWait = () => faults.indexLag > 0 || waiting > 0;

  const postpone = (space: number, key: Buffer, size: number, json: string | null) => {
    insert.run(clock.now(), space, key, size, json);
    waiting++;
  };

  return {
    put({ space }, { key, item, size }) {
      const json = JSON.stringify(item);
      if (mustWait()) postpone(space, key, size, json);
      else rows.put(space, key, json, size);
    },
    delete({ space }, key) {
      if (mustWait()) postpone(space, key, 0, null);
      else rows.delete(space, key);
    },
    catchUp() {
      if (waiting === 0) return;
      for (const row of due.all(clock.now() - faults.indexLag)) {
        const { space, key, item } = row;
        if (!(key instanceof Uint8Array)) continue;
        if (typeof item === 'string')
          rows.put(Number(space), Buffer.from(key), item, Number(row['size']));
        else rows.delete(Number(space), Buffer.from(key));
        done.run(Number(row['id']));
      }
      waiting = countWaiting();
    },
    clear(space) {
      if (space === undefined) database.exec('DELETE FROM ddb_index_changes');
      else drop.run(space);
      waiting = countWaiting();
    },
  };
}

/** The key under which an item is stored in its table. */
export function rowKey(item: AttributeMap, { partition, sort }: KeySchema): Buffer {
  const first = attributeOf(item, partition.name);
  const second = sort && attributeOf(item, sort.name);
  if (!first) throw new TypeError(`The item has no ${partition.name}`);
  const prefix = partitionPrefix(first);
  return second ? Buffer.concat([prefix, encodeKeyPart(second)]) : prefix;
}

/** An item's entry in an index, where it has the index's keys; the table's key keeps equals apart. */
export function indexEntry(
  table: Table,
  index: SecondaryIndex,
  item: AttributeMap,
): IndexEntry | undefined {
  if (!isIndexed(item, index)) return undefined;
  const key = Buffer.concat([rowKey(item, index.key), rowKey(item, table.key)]);
  const copy = index.projection === 'ALL' ? item : project(item, projectedPaths(table, index));
  return { key, item: copy, size: itemSize(copy) };
}

/** The attributes of an index that does not project all. */
export function projectedPaths(table: Table, index: SecondaryIndex): readonly [string][] {
  const names = [...keyAttributes(table.key), ...keyAttributes(index.key)].map(({ name }) => name);
  return [...new Set([...names, ...index.included])].map((name) => [name]);
}
