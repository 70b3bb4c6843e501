import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { MessageAttribute, QueueCounts } from './queue-access.ts';

const Attributes = z.record(
  z.string(),
  z.object({
    DataType: z.string(),
    StringValue: z.string().optional(),
    BinaryValue: z.string().optional(),
  }),
);

const Row = z.object({
  sequence: z.number(),
  id: z.string(),
  body: z.string(),
  attributes: z.string().transform((text) => Attributes.parse(JSON.parse(text))),
  sent_at: z.number(),
  visible_at: z.number(),
  receive_count: z.number(),
  first_received_at: z.number().nullable(),
  receipt: z.string().nullable(),
  source_arn: z.string().nullable(),
});

export type StoredMessage = z.output<typeof Row>;

export interface NewMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly sourceArn?: string | undefined;
}

/** Messages of all queues, in the database, so that a restart loses none. Times are milliseconds. */
export function createMessageStore(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS sqs_messages (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
      body TEXT NOT NULL, attributes TEXT NOT NULL, sent_at INTEGER NOT NULL,
      visible_at INTEGER NOT NULL, receive_count INTEGER NOT NULL DEFAULT 0,
      first_received_at INTEGER, receipt TEXT, source_arn TEXT) STRICT;
    CREATE INDEX IF NOT EXISTS sqs_visible ON sqs_messages (queue, visible_at);
    CREATE INDEX IF NOT EXISTS sqs_receipt ON sqs_messages (queue, receipt)`);
  const insert = database.prepare(`INSERT INTO sqs_messages
    (queue, id, body, attributes, sent_at, visible_at, source_arn) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const visible = database.prepare(`SELECT * FROM sqs_messages
    WHERE queue = ? AND visible_at <= ? ORDER BY sequence LIMIT ?`);
  const all = database.prepare('SELECT * FROM sqs_messages WHERE queue = ? ORDER BY sequence');
  const byReceipt = database.prepare('SELECT * FROM sqs_messages WHERE queue = ? AND receipt = ?');
  const take = database.prepare(`UPDATE sqs_messages SET visible_at = ?, receipt = ?,
    receive_count = receive_count + 1, first_received_at = coalesce(first_received_at, ?)
    WHERE sequence = ?`);
  const show = database.prepare('UPDATE sqs_messages SET visible_at = ? WHERE sequence = ?');
  const remove = database.prepare('DELETE FROM sqs_messages WHERE sequence = ?');
  const purge = database.prepare('DELETE FROM sqs_messages WHERE queue = ?');
  const expire = database.prepare('DELETE FROM sqs_messages WHERE queue = ? AND sent_at <= ?');
  const next = database.prepare(
    'SELECT min(visible_at) AS due FROM sqs_messages WHERE queue = ? AND visible_at > ?',
  );
  const count = database.prepare(`SELECT
    count(*) FILTER (WHERE visible_at <= :now) AS visible,
    count(*) FILTER (WHERE visible_at > :now AND receive_count > 0) AS inFlight,
    count(*) FILTER (WHERE visible_at > :now AND receive_count = 0) AS delayed
    FROM sqs_messages WHERE queue = :queue`);
  const Counts = z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() });

  return {
    add(queue: string, message: NewMessage): void {
      const { id, body, attributes, sentAt, visibleAt, sourceArn } = message;
      insert.run(queue, id, body, JSON.stringify(attributes), sentAt, visibleAt, sourceArn ?? null);
    },
    visible: (queue: string, now: number, limit: number): readonly StoredMessage[] =>
      visible.all(queue, now, limit).map((row) => Row.parse(row)),
    all: (queue: string): readonly StoredMessage[] => all.all(queue).map((row) => Row.parse(row)),
    byReceipt: (queue: string, receipt: string): StoredMessage | undefined =>
      Row.optional().parse(byReceipt.get(queue, receipt)),
    take(sequence: number, receipt: string, now: number, visibleAt: number): void {
      take.run(visibleAt, receipt, now, sequence);
    },
    show(sequence: number, visibleAt: number): void {
      show.run(visibleAt, sequence);
    },
    remove(sequence: number): void {
      remove.run(sequence);
    },
    purge(queue: string): void {
      purge.run(queue);
    },
    /** Drops what is older than the queue keeps messages. */
    expire(queue: string, before: number): void {
      expire.run(queue, before);
    },
    /** When the next hidden message shows, if any is hidden. */
    nextVisible: (queue: string, now: number): number | undefined =>
      z.object({ due: z.number().nullable() }).parse(next.get(queue, now)).due ?? undefined,
    counts: (queue: string, now: number): QueueCounts => Counts.parse(count.get({ queue, now })),
    clear: () => database.exec('DELETE FROM sqs_messages'),
  };
}
