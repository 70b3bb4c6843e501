/** Time as every part of the local cloud sees it, in milliseconds since 1970 UTC. */
export interface Clock {
  now(): number;
  /** Runs the task once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, task: () => void | Promise<void>): () => void;
  /** Moves time forward; whatever falls due on the way runs in order, with all work it holds. */
  advance(ms: number): Promise<void>;
  /** Names work in progress: `advance` waits for it before time moves on. Its failure is the caller's. */
  hold(work: Promise<unknown>): void;
  /** Resolves when no held work is left, including work that was held in the meantime. */
  settled(): Promise<void>;
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

/** Kept, so that a test may fake the timers of everybody else. */
const nextTurn = setImmediate;

/** The longest delay `setTimeout` takes. */
const longestTimer = 2 ** 31 - 1;

/** Tasks in the order they fall due; equal moments keep the order they were given in. */
function createAgenda() {
  const entries: Waiting[] = [];
  let order = 0;

  const position = (entry: Pick<Waiting, 'due' | 'order'>) => {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = entries[middle];
      if (
        other &&
        (other.due < entry.due || (other.due === entry.due && other.order < entry.order))
      )
        low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    first: () => entries[0],
    takeFirst: () => entries.shift(),
    clear: () => {
      entries.length = 0;
    },
    add(due: number, task: Waiting['task']): Waiting {
      const entry = { due, order: order++, task };
      entries.splice(position(entry), 0, entry);
      return entry;
    },
    remove(entry: Waiting): void {
      const index = position(entry);
      if (entries[index] === entry) entries.splice(index, 1);
    },
  };
}

/**
 * A clock that follows the machine's own and can be moved ahead. With `start` it stands still at
 * that moment and moves by `advance` only, so that a test decides when anything falls due.
 */
export function createClock(options: { start?: number } = {}): Clock {
  const agenda = createAgenda();
  const held = new Set<Promise<unknown>>();
  const frozen = options.start !== undefined;
  let ahead = options.start ?? 0;
  let timer: NodeJS.Timeout | undefined;

  const now = () => (frozen ? ahead : Date.now() + ahead);

  const arm = () => {
    clearTimeout(timer);
    const next = agenda.first();
    if (frozen || !next) return;
    timer = setTimeout(runDue, Math.min(Math.max(next.due - now(), 0), longestTimer));
    timer.unref();
  };

  const hold = (work: Promise<unknown>) => {
    held.add(work);
    const release = () => {
      held.delete(work);
    };
    work.then(release, release);
  };

  const settled = async () => {
    // Work is often handed on by a callback of the same turn: look again before believing the silence.
    for (let quiet = 0; quiet < 2; ) {
      quiet = held.size > 0 ? 0 : quiet + 1;
      await Promise.allSettled(held);
      await new Promise((resolve) => {
        nextTurn(resolve);
      });
    }
  };

  const runDue = () => {
    try {
      for (let next = agenda.first(); next && next.due <= now(); next = agenda.first()) {
        agenda.takeFirst();
        const running = next.task();
        if (running) hold(running);
        // A defect in a task ends the process with its stack rather than vanish.
        void running?.then(() => undefined);
      }
    } finally {
      arm();
    }
  };

  return {
    now,
    hold,
    settled,
    after(delayMs, task) {
      // Times are whole milliseconds, as everything that stores one expects.
      const entry = agenda.add(now() + Math.ceil(Math.max(delayMs, 0)), task);
      arm();
      return () => agenda.remove(entry);
    },
    async advance(ms) {
      if (held.size > 0) await settled();
      const target = now() + ms;
      for (let next = agenda.first(); next && next.due <= target; next = agenda.first()) {
        agenda.takeFirst();
        if (next.due > now()) ahead += next.due - now();
        await next.task();
        await settled();
      }
      if (target > now()) ahead += target - now();
      arm();
    },
    offset: () => now() - Date.now(),
    close() {
      clearTimeout(timer);
      agenda.clear();
    },
  };
}
