import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';

/** V8's heap while the rows of a file stream through. */
export interface Heap {
  /** Keeps the room for what is on its way for a moment as large as it is by now. */
  hold(): void;
  /** Frees what lived through some rows and is no longer needed. */
  collect(): void;
  /** Lets the room for what is on its way grow again. */
  release(): void;
}

/** V8 gives its collector away to contexts made after the flag was set. */
function collector(): () => unknown {
  setFlagsFromString('--expose-gc');
  return z
    .custom<() => unknown>((value) => typeof value === 'function')
    .parse(runInNewContext('gc'));
}

let collect: (() => unknown) | undefined;

/**
 * The process's own. Left alone, its young generation grows with all that passes through, up to a
 * twentieth of the function's memory three times over, though rows that stream through need no more;
 * and its old one is collected only once it has a multiple of what the rows before have left there.
 */
export const heap: Heap = {
  // V8 reads the factor each time it wants to grow, so that it may be set while the program runs.
  hold: () => setFlagsFromString('--semi-space-growth-factor=1'),
  collect: () => {
    collect ??= collector();
    collect();
  },
  release: () => setFlagsFromString('--semi-space-growth-factor=2'),
};
