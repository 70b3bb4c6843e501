/** Lets large requests take turns. */
export interface Turns {
  /** Resolves when everything small that has come in meanwhile was answered. */
  take(): Promise<void>;
}

/**
 * In AWS a large request does not make small ones wait. Here one thread answers all of them, so that
 * after each large one the event loop goes round once before the next.
 */
export function createTurns(): Turns {
  let last = Promise.resolve();
  return {
    take() {
      last = last.then(() => new Promise<void>((resolve) => void setImmediate(resolve)));
      return last;
    },
  };
}
