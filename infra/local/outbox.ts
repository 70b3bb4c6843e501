import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from './clock.ts';
import type { CloudContext, OutboxMessage } from './service.ts';

export type Outbox = CloudContext['outbox'] & {
  /** All messages, oldest first. */
  list(): readonly OutboxMessage[];
  clear(): void;
  /**
   * The newest message that fits, as soon as there is one. Rejects after `timeoutMs` (5 s) of the
   * machine's own time with what arrived instead.
   */
  waitFor(
    fits: (message: OutboxMessage) => boolean,
    options?: { timeoutMs?: number },
  ): Promise<OutboxMessage>;
};

const Texts = z.record(z.string(), z.string());

const Message = z.object({
  id: z.string(),
  kind: z.enum(['email', 'sms']),
  at: z.number(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: Texts,
  tags: Texts,
  configurationSet: z.string(),
});

/** Keeps what the services would have sent to people. */
export function createOutbox({
  database,
  clock,
}: {
  database: DatabaseSync;
  clock: Clock;
}): Outbox {
  database.exec(
    'CREATE TABLE IF NOT EXISTS platform_outbox (sequence INTEGER PRIMARY KEY, message TEXT NOT NULL) STRICT',
  );
  const insert = database.prepare('INSERT INTO platform_outbox (message) VALUES (?)');
  const select = database.prepare('SELECT message FROM platform_outbox ORDER BY sequence');
  const listeners = new Set<(message: OutboxMessage) => void>();
  const list = () => select.all().map(({ message }) => Message.parse(JSON.parse(String(message))));

  return {
    add(message) {
      const kept = { ...message, id: randomUUID(), at: clock.now() };
      insert.run(JSON.stringify(kept));
      for (const listener of listeners) listener(kept);
      return kept.id;
    },
    list,
    clear: () => database.exec('DELETE FROM platform_outbox'),
    async waitFor(fits, { timeoutMs = 5_000 } = {}) {
      const present = list().findLast(fits);
      if (present) return present;
      return new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          listeners.delete(listener);
        };
        const listener = (message: OutboxMessage) => {
          if (!fits(message)) return;
          stop();
          resolve(message);
        };
        const timer = setTimeout(() => {
          stop();
          const arrived = list().map(({ to, subject }) => `“${subject}” to ${to.join(', ')}`);
          reject(new Error(`No such message arrived; there are: ${arrived.join('; ') || 'none'}.`));
        }, timeoutMs);
        listeners.add(listener);
      });
    },
  };
}
