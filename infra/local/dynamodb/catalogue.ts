import type { DatabaseSync } from 'node:sqlite';
import type { ServiceError } from '../service.ts';
import { notFound } from './failures.ts';
import { Table } from './table.ts';

/** The tables that exist, kept in memory and in the database. */
export interface Catalogue {
  /** By name or ARN. Throws `ResourceNotFoundException`. */
  get(nameOrArn: string): Table;
  find(nameOrArn: string): Table | undefined;
  all(): readonly Table[];
  save(table: Table): Table;
  remove(table: Table): void;
  /** A number no other table or index has ever stored its rows under. */
  newSpace(): number;
}

/** Opens the catalogue; the tables of earlier runs are there again. */
export function openCatalogue(database: DatabaseSync): Catalogue {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_tables (name TEXT PRIMARY KEY, definition TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS ddb_spaces (space INTEGER PRIMARY KEY AUTOINCREMENT);
  `);
  const upsert = database.prepare(
    'INSERT INTO ddb_tables VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET definition = excluded.definition',
  );
  const drop = database.prepare('DELETE FROM ddb_tables WHERE name = ?');
  const allot = database.prepare('INSERT INTO ddb_spaces DEFAULT VALUES');
  const tables = new Map<string, Table>();
  for (const row of database.prepare('SELECT definition FROM ddb_tables ORDER BY name').iterate()) {
    const table = Table.parse(JSON.parse(String(row['definition'])));
    tables.set(table.name, table);
  }

  const find = (nameOrArn: string) =>
    tables.get(nameOrArn.startsWith('arn:') ? (nameOrArn.split('/')[1] ?? '') : nameOrArn);

  return {
    find,
    get(nameOrArn) {
      const table = find(nameOrArn);
      if (!table) throw notFound();
      return table;
    },
    all: () => [...tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    save(table) {
      upsert.run(table.name, JSON.stringify(table));
      tables.set(table.name, table);
      return table;
    },
    remove(table) {
      drop.run(table.name);
      tables.delete(table.name);
    },
    newSpace: () => Number(allot.run().lastInsertRowid),
  };
}

/** The answer to a change of a table that is not there, which names the table. */
export function noSuchTable(name: string): ServiceError {
  return notFound(`Requested resource not found: Table: ${name} not found`);
}
