import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { Segment } from './bodies.ts';
import { checksumAlgorithms } from './checksums.ts';

/** What is kept beside the bytes; `headers` holds the system and user metadata as sent back. */
export const Metadata = z.object({
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  checksum: z.object({ algorithm: z.enum(checksumAlgorithms), value: z.string() }).optional(),
});
export type Metadata = z.infer<typeof Metadata>;

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Grows with every version and delete marker of the account. */
  readonly sequence: number;
  readonly latest: boolean;
  readonly deleteMarker: boolean;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly segments: readonly Segment[];
  readonly metadata: Metadata;
}

export type NewObject = Omit<StoredObject, 'sequence' | 'latest'>;

export interface ListPosition {
  readonly prefix: string;
  /** Only keys after this one, in the order of their UTF-8 bytes. */
  readonly after: string;
  readonly limit: number;
}

/** Versions and delete markers of all keys. Nothing here touches files or waits. */
export interface ObjectStore {
  /** The newest version or delete marker. */
  findLatest(bucket: string, key: string): StoredObject | undefined;
  findVersion(bucket: string, key: string, versionId: string): StoredObject | undefined;
  /** Adds a version as the newest; gives its sequence and the same-named version it replaced. */
  add(object: NewObject): { sequence: number; replaced: StoredObject | undefined };
  /** Removes one version; the one before it becomes the newest. */
  remove(object: StoredObject): void;
  /** The newest version of each key, without keys whose newest is a delete marker. */
  listCurrent(bucket: string, position: ListPosition): readonly StoredObject[];
  /** All versions, by key and then newest first, after the given version of `after`. */
  listVersions(
    bucket: string,
    position: ListPosition & { beforeSequence: number },
  ): readonly StoredObject[];
  setMetadata(object: StoredObject, metadata: Metadata): void;
  /** Names of all files that belong to a version. */
  files(): ReadonlySet<string>;
}

const Row = z
  .object({
    bucket: z.string(),
    key: z.string(),
    version_id: z.string(),
    sequence: z.number(),
    latest: z.number(),
    delete_marker: z.number(),
    size: z.number(),
    etag: z.string(),
    modified_at: z.number(),
    segments: z.string(),
    metadata: z.string(),
  })
  .transform(
    (row): StoredObject => ({
      bucket: row.bucket,
      key: row.key,
      versionId: row.version_id,
      sequence: row.sequence,
      latest: row.latest === 1,
      deleteMarker: row.delete_marker === 1,
      size: row.size,
      etag: row.etag,
      modifiedAt: row.modified_at,
      segments: z.array(Segment).parse(JSON.parse(row.segments)),
      metadata: Metadata.parse(JSON.parse(row.metadata)),
    }),
  );

const LAST_CHARACTER = '\u{10ffff}';

export function openObjectStore(database: DatabaseSync): ObjectStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_objects (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL,
      version_id TEXT NOT NULL, latest INTEGER NOT NULL, delete_marker INTEGER NOT NULL,
      size INTEGER NOT NULL, etag TEXT NOT NULL, modified_at INTEGER NOT NULL,
      segments TEXT NOT NULL, metadata TEXT NOT NULL, UNIQUE (bucket, key, version_id)) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS s3_latest ON s3_objects (bucket, key) WHERE latest = 1;
  `);
  const selectLatest = database.prepare(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key = ? AND latest = 1',
  );
  const selectVersion = database.prepare(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?',
  );
  const demote = database.prepare(
    'UPDATE s3_objects SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1',
  );
  const promote = database.prepare(`
    UPDATE s3_objects SET latest = 1 WHERE sequence =
      (SELECT MAX(sequence) FROM s3_objects WHERE bucket = ? AND key = ?)`);
  const insert = database.prepare(`
    INSERT INTO s3_objects (bucket, key, version_id, latest, delete_marker, size, etag,
      modified_at, segments, metadata) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`);
  const deleteRow = database.prepare('DELETE FROM s3_objects WHERE sequence = ?');
  const range = 'bucket = ? AND key >= ? AND key < ?';
  const selectCurrent = database.prepare(`
    SELECT * FROM s3_objects WHERE ${range} AND key > ? AND latest = 1 AND delete_marker = 0
    ORDER BY key LIMIT ?`);
  const selectVersions = database.prepare(`
    SELECT * FROM s3_objects WHERE ${range} AND (key > ? OR (key = ? AND sequence < ?))
    ORDER BY key, sequence DESC LIMIT ?`);
  const updateMetadata = database.prepare('UPDATE s3_objects SET metadata = ? WHERE sequence = ?');
  const selectSegments = database.prepare('SELECT segments FROM s3_objects');

  const store: ObjectStore = {
    findLatest(bucket, key) {
      const row = selectLatest.get(bucket, key);
      return row && Row.parse(row);
    },
    findVersion(bucket, key, versionId) {
      const row = selectVersion.get(bucket, key, versionId);
      return row && Row.parse(row);
    },
    add(object) {
      const { bucket, key, versionId, deleteMarker, size, etag, modifiedAt } = object;
      const replaced = store.findVersion(bucket, key, versionId);
      if (replaced) deleteRow.run(replaced.sequence);
      demote.run(bucket, key);
      const { lastInsertRowid } = insert.run(
        bucket,
        key,
        versionId,
        Number(deleteMarker),
        size,
        etag,
        modifiedAt,
        JSON.stringify(object.segments),
        JSON.stringify(object.metadata),
      );
      return { sequence: Number(lastInsertRowid), replaced };
    },
    remove({ bucket, key, sequence, latest }) {
      deleteRow.run(sequence);
      if (latest) promote.run(bucket, key);
    },
    listCurrent: (bucket, { prefix, after, limit }) =>
      selectCurrent
        .all(bucket, prefix, prefix + LAST_CHARACTER, after, limit)
        .map((row) => Row.parse(row)),
    listVersions: (bucket, { prefix, after, beforeSequence, limit }) =>
      selectVersions
        .all(bucket, prefix, prefix + LAST_CHARACTER, after, after, beforeSequence, limit)
        .map((row) => Row.parse(row)),
    setMetadata({ sequence }, metadata) {
      updateMetadata.run(JSON.stringify(metadata), sequence);
    },
    files() {
      const rows = z.array(z.object({ segments: z.string() })).parse(selectSegments.all());
      return new Set(
        rows.flatMap(({ segments }) =>
          z
            .array(Segment)
            .parse(JSON.parse(segments))
            .map(({ file }) => file),
        ),
      );
    },
  };
  return store;
}
