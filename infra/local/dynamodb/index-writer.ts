import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { AttributeMap } from './attribute-value.ts';
import { attributeOf } from './attribute-value.ts';
import { project } from './document.ts';
import { itemSize } from './item-size.ts';
import { encodeKeyPart, partitionPrefix } from './key-encoding.ts';
import type { Rows, SizedItem } from './rows.ts';
import {
  isIndexed,
  type KeySchema,
  keyAttributes,
  type SecondaryIndex,
  type Table,
} from './table.ts';

/** An item's entry in an index. */
export interface IndexEntry {
  readonly key: Buffer;
  /** What the index shows: the item, or the attributes that it projects. */
  readonly item: AttributeMap;
  readonly size: number;
  /** The key of the table's row where the entry shows all of it. */
  readonly target: Buffer | undefined;
}

/** Writes index entries, at once or after the lag that `Faults.indexLag` asks for. */
export interface IndexWriter {
  /** Changes an item's entry from `before`, where it had one, to `after`, within the change of the item. */
  change(
    index: SecondaryIndex,
    before: IndexEntry | undefined,
    after: IndexEntry | undefined,
  ): void;
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
    change({ space }, before, after) {
      const moves = before && !(after && before.key.equals(after.key));
      if (mustWait()) {
        // Until then the entry shows what the item was, so it may not go on referring to it.
        if (before) rows.settle(space, before.key, JSON.stringify(before.item), before.size);
        if (moves) postpone(space, before.key, 0, null);
        if (after) postpone(space, after.key, after.size, JSON.stringify(after.item));
        return;
      }
      if (moves) rows.delete(space, before.key);
      if (after) putEntry(rows, space, after);
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

/** Stores an entry in the space of its index. */
function putEntry(rows: Rows, space: number, { key, item, size, target }: IndexEntry): void {
  if (target) rows.refer(space, key, target, size);
  else rows.put(space, key, JSON.stringify(item), size);
}

/** Stores the entry of an item that is there already; does nothing where the index leaves it out. */
export function fillIndex(
  rows: Rows,
  table: Table,
  index: SecondaryIndex,
  stored: SizedItem & { readonly key: Buffer },
): void {
  const entry = indexEntry(table, index, stored.key, stored);
  if (entry) putEntry(rows, index.space, entry);
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
  target: Buffer,
  { item, size }: SizedItem,
): IndexEntry | undefined {
  if (!isIndexed(item, index)) return undefined;
  const key = Buffer.concat([rowKey(item, index.key), target]);
  if (index.projection === 'ALL') return { key, item, size, target };
  const copy = project(item, projectedPaths(table, index));
  return { key, item: copy, size: itemSize(copy), target: undefined };
}

/** The attributes of an index that does not project all. */
export function projectedPaths(table: Table, index: SecondaryIndex): readonly [string][] {
  const names = [...keyAttributes(table.key), ...keyAttributes(index.key)].map(({ name }) => name);
  return [...new Set([...names, ...index.included])].map((name) => [name]);
}
