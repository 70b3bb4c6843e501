/** Characters that separate cells. */
export const delimiters = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof delimiters)[number];

/**
 * Finds the delimiter of a table from its beginning: the character, outside quotes, that gives the
 * most records the same number of cells. A table of one column counts as separated by commas.
 */
export function sniffDelimiter(sample: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const score = evenness(cellsPerRecord(sample, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

const maxRecords = 200;

function cellsPerRecord(sample: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  let cells = 1;
  let quoted = false;
  let cellStart = true;
  let filled = false;
  for (const character of sample) {
    if (character === '"' && (quoted || cellStart)) quoted = !quoted;
    else if (quoted) continue;
    else if (character === delimiter) {
      cells++;
      cellStart = true;
      continue;
    } else if (character === '\n' || character === '\r') {
      if (filled) counts.push(cells);
      if (counts.length >= maxRecords) return counts;
      cells = 1;
      cellStart = true;
      filled = false;
      continue;
    }
    // A doubled quote inside quotes closes and opens again, so the cell may go on.
    cellStart = character === '"';
    filled = true;
  }
  if (filled && !quoted && counts.length === 0) counts.push(cells);
  return counts;
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
