import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { StreamRecord, StreamSource } from '../service.ts';
import { itemSize } from './item-size.ts';
import { type Row, storedItem } from './rows.ts';
import { keyOf, streamArnOf, type Table } from './table.ts';

/** How long AWS keeps a stream's records. */
const retention = 24 * 3_600_000;

export interface Change {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** Whether time to live removed the item, not a request. */
  readonly expired: boolean;
}

/** The streams of all tables: one log, one shard for each table. */
export interface StreamLog extends Omit<StreamSource, 'exists'> {
  /** Adds a change within the SQL transaction that makes it. */
  append(table: Table, change: Change): void;
  /** Tells listeners what was added since the last call; for after the commit. */
  announce(): void;
  /** Forgets what was to be announced; for after a rollback. */
  discard(): void;
  lastSequence(streamArn: string): number;
  /** Gives the records of a stream to another. */
  rename(streamArn: string, to: string): void;
  clear(streamArn?: string): void;
}

/** Opens the stream log. */
export function openStreamLog(database: DatabaseSync, clock: Clock, region: string): StreamLog {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ddb_stream (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, at INTEGER NOT NULL,
      record TEXT NOT NULL, new_image TEXT, old_image TEXT
    );
    CREATE INDEX IF NOT EXISTS ddb_stream_order ON ddb_stream (stream, sequence);
  `);
  const insert = database.prepare(
    'INSERT INTO ddb_stream (stream, at, record, new_image, old_image) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    'SELECT sequence, record, new_image, old_image FROM ddb_stream WHERE stream = ? AND sequence > ? AND at > ? ORDER BY sequence LIMIT ?',
  );
  const newest = database.prepare('SELECT max(sequence) AS last FROM ddb_stream WHERE stream = ?');
  const trim = database.prepare('DELETE FROM ddb_stream WHERE at <= ?');
  const listeners = new Map<string, Set<() => void>>();
  const appended = new Set<string>();
  let trimmedAt = clock.now();

  return {
    append(table, { before, after, expired }) {
      if (!table.stream) return;
      const stream = streamArnOf(table);
      const now = clock.now();
      if (now - trimmedAt > retention / 24) {
        trim.run(now - retention);
        trimmedAt = now;
      }
      const keys = keyOf((after ?? before)?.item ?? {}, table.key);
      const newImage = table.stream.startsWith('NEW') ? after : undefined;
      const oldImage = table.stream.includes('OLD') ? before : undefined;
      insert.run(
        stream,
        now,
        JSON.stringify({
          eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: region,
          dynamodb: {
            ApproximateCreationDateTime: Math.floor(now / 1000),
            Keys: keys,
            SizeBytes: itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0),
            StreamViewType: table.stream,
          },
          eventSourceARN: stream,
          ...(expired && {
            userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
          }),
        }),
        newImage?.text ?? null,
        oldImage?.text ?? null,
      );
      appended.add(stream);
    },
    announce() {
      if (appended.size === 0) return;
      const streams = [...appended];
      appended.clear();
      for (const stream of streams) for (const listener of listeners.get(stream) ?? []) listener();
    },
    discard: () => appended.clear(),
    lastSequence: (streamArn) => Number(newest.get(streamArn)?.['last'] ?? 0),
    read: (streamArn, after, limit) =>
      select.all(streamArn, after, clock.now() - retention, limit).map((row) => {
        const sequence = Number(row['sequence']);
        return { sequence, record: recordOf(row, streamArn, sequence) };
      }),
    onAppend(streamArn, listener) {
      const known = listeners.get(streamArn) ?? new Set();
      listeners.set(streamArn, known.add(listener));
      return () => known.delete(listener);
    },
    rename(streamArn, to) {
      database.prepare('UPDATE ddb_stream SET stream = ? WHERE stream = ?').run(to, streamArn);
    },
    clear(streamArn) {
      if (streamArn === undefined) database.exec('DELETE FROM ddb_stream');
      else database.prepare('DELETE FROM ddb_stream WHERE stream = ?').run(streamArn);
    },
  };
}

/** Sequence numbers are at least 21 digits, as AWS says, and of one length, so that they sort. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(20, '0')}`;
}

const Logged = z.looseObject({ dynamodb: z.record(z.string(), z.unknown()) });

function recordOf(
  row: Readonly<Record<string, unknown>>,
  streamArn: string,
  sequence: number,
): StreamRecord['record'] {
  const record = Logged.parse(JSON.parse(String(row['record'])));
  const { new_image: newImage, old_image: oldImage } = row;
  return {
    eventID: createHash('md5').update(`${streamArn}/${sequence}`).digest('hex'),
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ...(typeof newImage === 'string' && { NewImage: storedItem(newImage) }),
      ...(typeof oldImage === 'string' && { OldImage: storedItem(oldImage) }),
      SequenceNumber: sequenceNumber(sequence),
    },
  };
}
