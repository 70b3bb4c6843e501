import * as z from 'zod';
import type { RecordValues } from '../field.ts';
import { numberOf } from './values.ts';

const Pause = z.object({ from: z.string(), to: z.string() }).readonly();

/** A time in which a ticket's clock stood still; both ends UTC, ISO-8601. */
export type Pause = z.output<typeof Pause>;

const Pauses = z.array(Pause);

/** So that a ticket that goes to and fro for ever does not outgrow its item. */
export const mostPauses = 100;

const between = (from: string, to: string) => Date.parse(to) - Date.parse(from);

/** How long the clock stood still, in seconds by day and night. */
export function pausedSeconds(pauses: readonly Pause[]): number {
  const sum = pauses.reduce((all, { from, to }) => all + Math.max(0, between(from, to)), 0);
  return Math.round(sum / 1_000);
}

/**
 * The pauses of a ticket that are over. Of tickets that had only the sum of theirs counted it is one of
 * that length, as soon as the ticket was made.
 */
export function pausesOf(values: RecordValues, createdAt: string): readonly Pause[] {
  const kept = Pauses.safeParse(values['pauses']);
  if (kept.success) return kept.data;
  const seconds = numberOf(values, 'pausedSeconds') ?? 0;
  if (seconds === 0) return [];
  const to = new Date(Date.parse(createdAt) + seconds * 1_000).toISOString();
  return [{ from: createdAt, to }];
}

/** The pauses with one more; of too many, the two with the least time between them become one. */
export function withPause(pauses: readonly Pause[], pause: Pause): readonly Pause[] {
  if (pause.to <= pause.from) return pauses;
  const all = [...pauses, pause];
  if (all.length <= mostPauses) return all;
  const gaps = all.slice(1).map(({ from }, index) => between(all[index]?.to ?? from, from));
  const at = gaps.indexOf(Math.min(...gaps));
  return all.flatMap((each, index) => {
    if (index === at + 1) return [];
    return index === at ? [{ from: each.from, to: all[at + 1]?.to ?? each.to }] : [each];
  });
}
