import { type PartCounts, type RequestWindow, windowParts } from './request-counts.ts';

/** A moment in the windows on the clock: which window, and which of its parts. */
export interface Place {
  readonly window: RequestWindow;
  readonly part: number;
  /** Counts parts since 1970. */
  readonly at: number;
}

/** Where a moment (milliseconds since 1970) lies. */
export function placeOf(moment: number, windowSeconds: number): Place {
  // Whole numbers are multiplied first: a part need not be whole milliseconds.
  const at = Math.floor((moment * windowParts) / (windowSeconds * 1_000));
  const part = at % windowParts;
  const from = ((at - part) / windowParts) * windowSeconds;
  return { window: { from, until: from + windowSeconds }, part, at };
}

/** The window before. */
export function windowBefore({ from, until }: RequestWindow): RequestWindow {
  return { from: from - (until - from), until: from };
}

/**
 * What was asked within the last window's length, part by part, the oldest first. The part in which that
 * begins counts as a whole, so that no sixty parts, wherever they begin, hold more than these.
 */
export function lastParts({ part }: Place, current: PartCounts, before: PartCounts): number[] {
  return Array.from({ length: windowParts + 1 }, (_, step) => {
    const place = part + step;
    return (place < windowParts ? before[place] : current[place - windowParts]) ?? 0;
  });
}

/**
 * When so many may be asked again (milliseconds since 1970): parts leave the sum one after another, the
 * oldest first. The first of `lastParts` leaves it with the part that runs now.
 */
export function freeAt(
  { at }: Place,
  parts: readonly number[],
  { most, wanted, windowSeconds }: { most: number; wanted: number; windowSeconds: number },
): number {
  let sum = parts.reduce((total, count) => total + count, 0);
  let gone = 0;
  while (gone < parts.length && most - sum < wanted) {
    sum -= parts[gone] ?? 0;
    gone += 1;
  }
  return Math.ceil(((at + gone) * windowSeconds * 1_000) / windowParts);
}
