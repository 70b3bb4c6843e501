import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service.ts';
import type { Engine } from './engine.ts';
import type { EarlierItem } from './history.ts';
import { fillIndex } from './index-writer.ts';
import type { Table } from './table.ts';
import { eachRow } from './table-definition.ts';
import { describe } from './table-description.ts';
import { tableArn } from './table-operations.ts';

/** Throws where a table of that name is there already. */
export function checkTarget({ catalogue }: Engine, name: string): void {
  if (catalogue.find(name))
    throw new ServiceError('TableAlreadyExistsException', `Table already exists: ${name}`);
}

/** Makes a table with the items and indexes of another, but for items that were something else then, and describes it. */
export function restoredTable(
  engine: Engine,
  source: Table,
  name: string,
  earlier: Iterable<EarlierItem> = [],
) {
  const { catalogue, rows } = engine;
  // Streams, expiry, recovery, protection and tags are not brought back; nor are they on AWS.
  const table: Table = {
    ...source,
    name,
    space: catalogue.newSpace(),
    arn: tableArn(engine, name),
    id: randomUUID(),
    createdAt: engine.context.clock.now(),
    indexes: source.indexes.map((index) => ({ ...index, space: catalogue.newSpace() })),
    stream: undefined,
    streamLabel: undefined,
    expiryAttribute: undefined,
    deletionProtection: false,
    pointInTimeRecovery: false,
    recoverableSince: undefined,
    tags: {},
  };
  const description = describe(engine, table, 'CREATING');
  engine.writer.atomically(() => {
    catalogue.save(table);
    for (const { key, text, size } of eachRow(engine, source))
      rows.put(table.space, key, text, size);
    for (const { key, row } of earlier)
      if (row) rows.put(table.space, key, row.text, row.size);
      else rows.delete(table.space, key);
    for (const stored of eachRow(engine, table))
      for (const index of table.indexes) fillIndex(rows, table, index, stored);
  });
  return { TableDescription: description };
}
