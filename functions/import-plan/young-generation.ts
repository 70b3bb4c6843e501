import { setFlagsFromString } from 'node:v8';

/** V8's room for what is on its way for a moment. */
export interface YoungGeneration {
  /** Keeps it as large as it is by now. */
  hold(): void;
  /** Lets it grow again. */
  release(): void;
}

/**
 * The process's own. Left alone it grows with all that passes through, up to a twentieth of the
 * function's memory three times over, though rows that stream through need no more; what lives long
 * is not limited by it.
 */
export const youngGeneration: YoungGeneration = {
  // V8 reads the factor each time it wants to grow, so that it may be set while the program runs.
  hold: () => setFlagsFromString('--semi-space-growth-factor=1'),
  release: () => setFlagsFromString('--semi-space-growth-factor=2'),
};
