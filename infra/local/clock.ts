/** Time as every part of the local cloud sees it, in milliseconds since 1970 UTC. */
export interface Clock {
  now(): number;
  /** Runs the task once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, task: () => void | Promise<void>): () => void;
  /** Moves time forward; whatever falls due on the way runs in order, each awaited. */
  advance(ms: number): Promise<void>;
  /** Milliseconds by which this clock runs ahead of the machine's. */
  offset(): number;
  /** Forgets every waiting task. */
  close(): void;
}

interface Waiting {
  readonly due: number;
  readonly order: number;
  readonly task: () => void | Promise<void>;
}

/**
 * A clock that follows the machine's own and can be moved ahead. With `start` it stands still at
 * that moment and moves by `advance` only, so that a test decides when anything falls due.
 */
export function createClock(options: { start?: number } = {}): Clock {
  const waiting = new Set<Waiting>();
  const frozen = options.start !== undefined;
  let ahead = options.start ?? 0;
  let order = 0;
  let timer: NodeJS.Timeout | undefined;

  const now = () => (frozen ? ahead : Date.now() + ahead);

  const earliest = () => {
    let first: Waiting | undefined;
    for (const entry of waiting) {
      if (!first || entry.due < first.due || (entry.due === first.due && entry.order < first.order))
        first = entry;
    }
    return first;
  };

  const arm = () => {
    clearTimeout(timer);
    const next = earliest();
    if (frozen || !next) return;
    timer = setTimeout(runDue, Math.min(Math.max(next.due - now(), 0), 2 ** 31 - 1));
    timer.unref();
  };

  const runDue = () => {
    for (let next = earliest(); next && next.due <= now(); next = earliest()) {
      waiting.delete(next);
      void next.task();
    }
    arm();
  };

  return {
    now,
    after(delayMs, task) {
      const entry = { due: now() + Math.max(delayMs, 0), order: order++, task };
      waiting.add(entry);
      arm();
      return () => {
        waiting.delete(entry);
      };
    },
    async advance(ms) {
      const target = now() + ms;
      for (let next = earliest(); next && next.due <= target; next = earliest()) {
        waiting.delete(next);
        if (next.due > now()) ahead += next.due - now();
        await next.task();
      }
      if (target > now()) ahead += target - now();
      arm();
    },
    offset: () => now() - Date.now(),
    close() {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
