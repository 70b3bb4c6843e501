import type { DatabaseSync } from 'node:sqlite';
import type { AttributeMap } from './attribute-value.ts';
import { type Tally, writeUnits } from './capacity.ts';
import type { Expiry } from './expiry.ts';
import { invalid } from './failures.ts';
import type { History } from './history.ts';
import { type IndexWriter, indexEntry } from './index-writer.ts';
import { itemSize, largestItem } from './item-size.ts';
import type { Row, Rows, SizedItem } from './rows.ts';
import type { StreamLog } from './stream-log.ts';
import type { SecondaryIndex, Table } from './table.ts';
import { mapsEqual } from './value-order.ts';

export interface ItemWrite {
  readonly table: Table;
  readonly key: Buffer;
  readonly before: Row | undefined;
  /** The item to store, or undefined to delete. */
  readonly after: SizedItem | undefined;
  readonly transactional?: boolean;
  readonly expired?: boolean;
}

/** Changes items together with all that depends on them: indexes, stream, expiry, capacity. */
export interface Writer {
  /** Runs the work as one SQL transaction; listeners of streams hear of it after the commit. */
  atomically<T>(work: () => T): T;
  /** Writes within `atomically`; nothing happens but the charge where nothing changes. */
  write(write: ItemWrite, tally: Tally): void;
}

/** An item to store. Throws where it exceeds 400 KB. */
export function sized(item: AttributeMap, updating = false): SizedItem {
  const size = itemSize(item);
  if (size > largestItem)
    throw invalid(
      updating
        ? 'Item size to update has exceeded the maximum allowed size'
        : 'Item size has exceeded the maximum allowed size',
    );
  return { item, size };
}

/** Makes the writer. */
export function createWriter(
  database: DatabaseSync,
  parts: {
    readonly rows: Rows;
    readonly indexes: IndexWriter;
    readonly streams: StreamLog;
    readonly expiry: Expiry;
    readonly history: History;
  },
): Writer {
  const { rows, indexes, streams, expiry, history } = parts;
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');

  const writeIndex = (
    { table, key, before }: ItemWrite,
    after: Row | undefined,
    index: SecondaryIndex,
  ): number => {
    const old = before && indexEntry(table, index, key, before);
    const next = after && indexEntry(table, index, key, after);
    const stays = old && next && old.key.equals(next.key);
    // An entry that shows all of an item changes with it.
    if (stays && !next.target && mapsEqual(old.item, next.item)) return 0;
    indexes.change(index, old, next);
    if (stays) return writeUnits(Math.max(old.size, next.size));
    return (old ? writeUnits(old.size) : 0) + (next ? writeUnits(next.size) : 0);
  };

  return {
    atomically(work) {
      begin.run();
      let result: ReturnType<typeof work>;
      try {
        result = work();
        commit.run();
      } catch (error) {
        rollback.run();
        streams.discard();
        throw error;
      }
      streams.announce();
      expiry.schedule();
      return result;
    },
    write(write, tally) {
      const { table, key, before, after, transactional = false, expired = false } = write;
      // Index copies follow after the commit in AWS, so they cost the same within a transaction.
      if (!expired)
        tally.add(
          'write',
          writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0)) * (transactional ? 2 : 1),
          table.name,
        );
      if (!before && !after) return;
      if (before && after && mapsEqual(before.item, after.item)) return;
      history.note(table, key, before);
      const stored = after && { ...after, text: JSON.stringify(after.item) };
      if (stored) rows.put(table.space, key, stored.text, stored.size);
      else rows.delete(table.space, key);
      for (const index of table.indexes) {
        const units = writeIndex(write, stored, index);
        if (units > 0 && !expired) tally.add('write', units, table.name, index.name);
      }
      streams.append(table, { before, after: stored, expired });
      if (table.expiryAttribute !== undefined) expiry.note(table, key, after?.item);
    },
  };
}
