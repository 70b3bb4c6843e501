import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { Segment } from './bodies.ts';
import { checksumAlgorithms } from './checksums.ts';
import { Metadata } from './object-store.ts';

const Plan = z.object({
  metadata: Metadata,
  algorithm: z.enum(checksumAlgorithms).optional(),
  fullObject: z.boolean(),
});

const PartContent = z.object({
  segment: Segment,
  etag: z.string(),
  checksum: z.string().optional(),
});

/** A multipart upload under way; `algorithm` and `fullObject` say how the whole is checksummed. */
export type Upload = z.infer<typeof Plan> & {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
};

/** A part as it was uploaded; `checksum` is in the upload's algorithm. */
export type Part = z.infer<typeof PartContent> & { readonly number: number };

export interface Uploads {
  create(upload: Upload): void;
  find(id: string): Upload | undefined;
  /** Keeps a part and gives the segment of the part it replaced. */
  putPart(uploadId: string, part: Part): Segment | undefined;
  /** The parts in the order of their numbers. */
  parts(uploadId: string): readonly Part[];
  remove(uploadId: string): void;
  files(): readonly string[];
}

const UploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  plan: z.string(),
});
const PartRow = z.object({ number: z.number(), content: z.string() });

export function openUploads(database: DatabaseSync): Uploads {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_uploads (
      id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, plan TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS s3_parts (
      upload_id TEXT NOT NULL, number INTEGER NOT NULL, content TEXT NOT NULL,
      PRIMARY KEY (upload_id, number)) STRICT;
  `);
  const insertUpload = database.prepare(
    'INSERT INTO s3_uploads (id, bucket, key, plan) VALUES (?, ?, ?, ?)',
  );
  const selectUpload = database.prepare('SELECT * FROM s3_uploads WHERE id = ?');
  const selectParts = database.prepare(
    'SELECT number, content FROM s3_parts WHERE upload_id = ? ORDER BY number',
  );
  const selectPart = database.prepare(
    'SELECT number, content FROM s3_parts WHERE upload_id = ? AND number = ?',
  );
  const upsertPart = database.prepare(
    'REPLACE INTO s3_parts (upload_id, number, content) VALUES (?, ?, ?)',
  );
  const deleteUpload = database.prepare('DELETE FROM s3_uploads WHERE id = ?');
  const deleteParts = database.prepare('DELETE FROM s3_parts WHERE upload_id = ?');
  const selectAllParts = database.prepare('SELECT number, content FROM s3_parts');

  const parsePart = (row: unknown): Part => {
    const { number, content } = PartRow.parse(row);
    return { number, ...PartContent.parse(JSON.parse(content)) };
  };

  return {
    create({ id, bucket, key, ...plan }) {
      insertUpload.run(id, bucket, key, JSON.stringify(plan));
    },
    find(id) {
      const row = selectUpload.get(id);
      if (!row) return undefined;
      const { plan, ...upload } = UploadRow.parse(row);
      return { ...upload, ...Plan.parse(JSON.parse(plan)) };
    },
    putPart(uploadId, { number, ...content }) {
      const row = selectPart.get(uploadId, number);
      upsertPart.run(uploadId, number, JSON.stringify(content));
      return row && parsePart(row).segment;
    },
    parts: (uploadId) => selectParts.all(uploadId).map(parsePart),
    remove(uploadId) {
      deleteUpload.run(uploadId);
      deleteParts.run(uploadId);
    },
    files: () => selectAllParts.all().map((row) => parsePart(row).segment.file),
  };
}
