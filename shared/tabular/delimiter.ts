import { type Quoting, usualQuoting } from './quoting.ts';
import { scanRecords } from './scan-records.ts';

/** Characters that separate cells. */
export const delimiters = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof delimiters)[number];

/**
 * Finds the delimiter of a table from its beginning: the character, outside quotes, that gives the
 * most records the same number of cells. A table of one column counts as separated by commas.
 */
export function sniffDelimiter(sample: string, quoting: Quoting = usualQuoting): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const score = evenness(scanRecords(sample, delimiter, quoting).cells);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Share of records with the commonest number of cells, weighed by that number; 0 for one cell. */
function evenness(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) if (count > 1) times.set(count, (times.get(count) ?? 0) + 1);
  let best = 0;
  for (const [count, seen] of times)
    best = Math.max(best, (seen / counts.length) ** 2 * Math.log2(count + 1));
  return best;
}
