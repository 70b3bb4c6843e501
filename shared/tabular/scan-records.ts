import type { Delimiter } from './delimiter.ts';
import type { Quoting } from './quoting.ts';

/** What the beginning of a table looks like when it is read in one way. */
export interface Scan {
  /** Cells of each record; the last one of a sample may be cut off and does not count. */
  readonly cells: readonly number[];
  /** Cells that stand in quotes. */
  readonly quoted: number;
  /** Whether every cell of the first record does. */
  readonly isFirstQuoted: boolean;
  /** Closing quotes that text follows: a reader takes such a cell as it is written. */
  readonly broken: number;
  /** Quotes behind a backslash, in quotes. */
  readonly escaped: number;
  /** Whether the sample ends within quotes. */
  readonly isOpen: boolean;
  /** Line ends since those were opened. */
  readonly openLines: number;
}

const maxRecords = 200;

/** Reads the beginning of a table in one way, without making cells of it. */
export function scanRecords(
  sample: string,
  delimiter: Delimiter,
  { quote, quoteEscape }: Quoting,
): Scan {
  const counts: number[] = [];
  let [cells, quoted, broken, escaped] = [1, 0, 0, 0];
  let isFirstQuoted = true;
  let inQuotes = false;
  let cellStart = true;
  let afterQuote = false;
  let skips = false;
  let openLines = 0;
  let filled = false;
  const endCell = () => {
    if (counts.length === 0 && !afterQuote) isFirstQuoted = false;
    cellStart = true;
    afterQuote = false;
  };
  for (const character of sample) {
    if (skips) {
      skips = false;
      if (character === quote) escaped++;
    } else if (inQuotes && quoteEscape === 'backslash' && character === '\\') skips = true;
    else if (character === quote && (inQuotes || cellStart)) {
      if (cellStart && !afterQuote) quoted++;
      inQuotes = !inQuotes;
      openLines = 0;
      // A doubled quote inside quotes closes and opens again, so the cell may go on.
      cellStart = !inQuotes && quoteEscape === 'doubled';
      afterQuote = !inQuotes;
    } else if (inQuotes) {
      if (character === '\n') openLines++;
      continue;
    } else if (character === delimiter) {
      endCell();
      cells++;
      continue;
    } else if (character === '\n' || character === '\r') {
      if (filled) {
        endCell();
        counts.push(cells);
      }
      if (counts.length >= maxRecords) break;
      cells = 1;
      cellStart = true;
      afterQuote = false;
      filled = false;
      continue;
    } else {
      if (afterQuote) broken++;
      cellStart = false;
      afterQuote = false;
    }
    filled = true;
  }
  if (filled && !inQuotes && counts.length === 0) {
    endCell();
    counts.push(cells);
  }
  return { cells: counts, quoted, isFirstQuoted, broken, escaped, isOpen: inQuotes, openLines };
}
