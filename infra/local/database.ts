import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where a local cloud keeps its state: one database and one folder of object bodies. */
export interface Store {
  readonly database: DatabaseSync;
  readonly objectDirectory: string;
  /** Gives the data folder free; without one, everything is gone. */
  close(): void;
}

/** Raised with every change of a table's shape, so that an older folder is refused, not misread. */
export const schemaVersion = 3;

/**
 * Opens the data folder, or memory and a temporary folder without one. Throws one sentence that says
 * what to do where the folder is in use, damaged or of another schema version.
 */
export function openStore(dataDir: string | undefined): Store {
  if (dataDir !== undefined) return openFolder(dataDir);
  const database = openMemory();
  createStateTable(database);
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  return {
    database,
    objectDirectory: folder,
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Opens a database that is only memory, up to 1 GB (https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html,
 * SQLITE_FCNTL_SIZE_LIMIT). A commit costs what it changed; in `:memory:` it walks every page there is once a
 * page was split, because pages are renumbered by way of page 262,145 meanwhile (sqlite3PcacheTruncate).
 */
export function openMemory(): DatabaseSync {
  const database = new DatabaseSync('file:memory?vfs=memdb');
  database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
  return database;
}

function openFolder(dataDir: string): Store {
  const objectDirectory = join(dataDir, 'objects');
  const ownerFile = join(dataDir, 'owner.pid');
  try {
    mkdirSync(objectDirectory, { recursive: true });
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be made or written to.`, { cause: error });
  }
  const database = openDatabase(dataDir, ownerFile);
  writeFileSync(ownerFile, String(process.pid));
  return {
    database,
    objectDirectory,
    close() {
      database.close();
      rmSync(ownerFile, { force: true });
    },
  };
}

function openDatabase(dataDir: string, ownerFile: string): DatabaseSync {
  const database = new DatabaseSync(join(dataDir, 'state.sqlite'));
  try {
    // The lock goes with the process, however it ends; the pid file only names who holds it.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL; BEGIN EXCLUSIVE; COMMIT');
    // Keys lie all over the file: pages wait for their neighbours, and reach the disk less often (64 MB each).
    database.exec('PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -65536');
    checkVersion(database, dataDir);
    createStateTable(database);
    return database;
  } catch (error) {
    database.close();
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof VersionError) throw error;
    if (/locked/.test(reason))
      throw new Error(
        `The data folder ${dataDir} is in use by process ${readOwner(ownerFile)}: stop it first, or choose another folder.`,
        { cause: error },
      );
    throw new Error(
      `The data folder ${dataDir} is damaged (${reason}): delete it to start anew, or choose another folder.`,
      { cause: error },
    );
  }
}

class VersionError extends Error {}

function checkVersion(database: DatabaseSync, dataDir: string): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (found === 0) database.exec(`PRAGMA user_version = ${schemaVersion}`);
  else if (found !== schemaVersion)
    throw new VersionError(
      `The data folder ${dataDir} was written by ${found > schemaVersion ? 'a newer' : 'an older'} local cloud (schema ${found}, this one has ${schemaVersion}): delete it to start anew, or choose another folder.`,
    );
}

function readOwner(ownerFile: string): string {
  try {
    return readFileSync(ownerFile, 'utf8');
  } catch {
    return 'unknown';
  }
}

function createStateTable(database: DatabaseSync): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS platform_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
  );
}

/** Reads a value that the platform itself keeps; undefined where it was never written. */
export function readState(database: DatabaseSync, name: string): string | undefined {
  const row = database.prepare('SELECT value FROM platform_state WHERE name = ?').get(name);
  const value = row?.['value'];
  return typeof value === 'string' ? value : undefined;
}

/** Keeps a value of the platform itself, across restarts of the same data folder. */
export function writeState(database: DatabaseSync, name: string, value: string): void {
  database
    .prepare(
      'INSERT INTO platform_state VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
    .run(name, value);
}
