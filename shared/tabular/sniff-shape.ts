import { type Delimiter, sniffDelimiter } from './delimiter.ts';
import { type Quoting, quoteEscapes, usualQuoting } from './quoting.ts';
import { type Scan, scanRecords } from './scan-records.ts';

/** How a table is cut into cells. */
export interface Shape extends Quoting {
  readonly delimiter: Delimiter;
}

/** Tables that are often written without quotes; elsewhere one that is never closed is rather a mistake. */
const unquoted: readonly Delimiter[] = ['\t', '|'];

/** A reading of the beginning and what it looks like. */
interface Look {
  readonly shape: Shape;
  readonly scan: Scan;
}

/**
 * Finds how a table is cut into cells from its beginning, as far as nobody said it. It is read as RFC 4180 has it, unless that
 * goes wrong, or leaves every cell alone, and another way is plainly right: quotes behind backslashes close nothing any more;
 * single quotes enclose the whole header, or alone make all records alike; or, between tabs and bars, quotes that open and never fit enclose nothing.
 */
export function sniffShape(
  { text: sample, isWhole }: { readonly text: string; readonly isWhole: boolean },
  said: { readonly [Key in keyof Shape]?: Shape[Key] | undefined },
): Shape {
  const look = (quoting: Quoting): Look => {
    const delimiter = said.delimiter ?? sniffDelimiter(sample, quoting);
    const shape = { ...quoting, delimiter };
    return { shape, scan: scanRecords(sample, delimiter, quoting) };
  };
  const { quote = usualQuoting.quote, quoteEscape = usualQuoting.quoteEscape } = said;
  const plain = look({ quote, quoteEscape });
  const [usual] = [...withBackslash(plain, said.quoteEscape, look), plain];
  if (!usual || said.quote !== undefined || isSound(usual.scan)) return (usual ?? plain).shape;
  if (usual !== plain) return usual.shape;

  if (sample.includes("'"))
    for (const each of said.quoteEscape ? [said.quoteEscape] : quoteEscapes) {
      const single = look({ quote: "'", quoteEscape: each });
      if (encloses(single.scan, usual.scan)) return single.shape;
    }
  const none = look({ quote: 'none', quoteEscape });
  const isPlain = unquoted.includes(none.shape.delimiter) && isEven(none.scan);
  return isPlain && isTorn(usual.scan, isWhole) ? none.shape : usual.shape;
}

/** The reading with backslashes where it mends what is broken without them. */
function withBackslash(
  { shape, scan }: Look,
  said: Quoting['quoteEscape'] | undefined,
  look: (quoting: Quoting) => Look,
): Look[] {
  if (said !== undefined || shape.quote === 'none' || scan.broken === 0) return [];
  const behind = look({ quote: shape.quote, quoteEscape: 'backslash' });
  return behind.scan.broken === 0 && behind.scan.escaped > 0 ? [behind] : [];
}

/** Whether quotes are there and do what quotes should. */
const isSound = ({ quoted, broken, isOpen }: Scan) => quoted > 0 && broken === 0 && !isOpen;

const isEven = ({ cells }: Scan) =>
  cells.length > 1 && cells.every((count) => count > 1 && count === cells[0]);

const encloses = (single: Scan, usual: Scan) =>
  single.quoted > 0 &&
  single.broken === 0 &&
  (single.isFirstQuoted || (isEven(single) && !single.isOpen && !isEven(usual)));

/** A cell of more lines is no longer taken for one that the end of the sample cut off. */
const mostLines = 5;

/** Whether quotes opened what they do not close in time. */
const isTorn = (scan: Scan, isWhole: boolean) =>
  scan.isOpen ? isWhole || scan.openLines > mostLines : scan.broken > 0 && !isEven(scan);
