import { Readable } from 'node:stream';
import { csvLine, inertText } from '#shared/tabular/write-csv';
import type { Cell } from './write-xlsx.ts';

async function* lines(rows: AsyncIterable<readonly Cell[]>): AsyncGenerator<string> {
  // The mark tells Excel that the text is UTF-8; imports take it off again.
  yield '\ufeff';
  for await (const cells of rows)
    yield `${csvLine(
      cells.map((cell) => (typeof cell === 'number' ? String(cell) : inertText(cell))),
      ',',
    )}\r\n`;
}

/** A CSV file (RFC 4180) as the rows come. Texts that a spreadsheet would run are made inert. */
export function writeCsv(rows: AsyncIterable<readonly Cell[]>): Readable {
  return Readable.from(lines(rows), { objectMode: false });
}
