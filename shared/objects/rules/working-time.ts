import { momentOf, wallTimeAt } from '#shared/domain/wall-time';
import { type BusinessHours, shiftsOn } from '../business-hours.ts';

const dayLength = 24 * 60 * 60 * 1_000;

/** Beyond it nobody waits: an end to looking where exceptions leave nothing to work. */
const daysLookedAt = 20 * 366;

/** The times that are worked from a moment on, in order, as moments; what lies before is cut off. */
function* worked(hours: BusinessHours, from: number): Generator<readonly [number, number]> {
  const { timeZone } = hours;
  // A day earlier: a shift may begin before midnight in a zone whose day has just changed.
  const first = Math.floor(wallTimeAt(from, timeZone) / dayLength) * dayLength - dayLength;
  for (let count = 0; count < daysLookedAt; count += 1) {
    const midnight = first + count * dayLength;
    for (const [opens, closes] of shiftsOn(hours, new Date(midnight).toISOString().slice(0, 10))) {
      const end = momentOf(midnight + closes, timeZone);
      if (end <= from) continue;
      const start = Math.max(from, momentOf(midnight + opens, timeZone));
      if (start < end) yield [start, end];
    }
  }
}

/**
 * The moment by which so many seconds have been worked after another one (both UTC, ISO-8601): in a shift
 * or at its end, never in free time. Exact where clocks are changed.
 */
export function afterWorking(from: string, seconds: number, hours: BusinessHours): string {
  let left = seconds * 1_000;
  let last = Date.parse(from);
  for (const [start, end] of worked(hours, last)) {
    if (end - start >= left) return new Date(start + left).toISOString();
    left -= end - start;
    last = end;
  }
  return new Date(last).toISOString();
}

/** How many seconds are worked between two moments; none where the second is not later. */
export function workedBetween(from: string, to: string, hours: BusinessHours): number {
  const until = Date.parse(to);
  let sum = 0;
  if (until <= Date.parse(from)) return sum;
  for (const [start, end] of worked(hours, Date.parse(from))) {
    if (start >= until) break;
    sum += Math.min(end, until) - start;
  }
  return Math.round(sum / 1_000);
}
