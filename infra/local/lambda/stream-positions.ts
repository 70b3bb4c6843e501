import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const Row = z.object({ position: z.number() });

/** Up to which record each stream mapping has worked, so that a restart loses and repeats little. */
export function createStreamPositions(database: DatabaseSync) {
  database.exec(`CREATE TABLE IF NOT EXISTS lambda_stream_positions (
    mapping TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT`);
  const find = database.prepare('SELECT position FROM lambda_stream_positions WHERE mapping = ?');
  const save = database.prepare(
    'INSERT OR REPLACE INTO lambda_stream_positions (mapping, position) VALUES (?, ?)',
  );
  const start = database.prepare('UPDATE lambda_stream_positions SET position = -1');
  return {
    find: (mapping: string): number | undefined =>
      Row.optional().parse(find.get(mapping))?.position,
    save(mapping: string, position: number): void {
      save.run(mapping, position);
    },
    /** Everything from here on is new: the streams were emptied too. */
    rewind(): void {
      start.run();
    },
  };
}

export type StreamPositions = ReturnType<typeof createStreamPositions>;
