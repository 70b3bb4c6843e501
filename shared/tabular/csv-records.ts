import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Delimiter } from './delimiter.ts';
import { type Quoting, usualQuoting } from './quoting.ts';

/** One line of a table as a spreadsheet numbers it: 1 is the first, blank ones count. */
export interface TableRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export type TableFault = 'quote-open' | 'record-too-long';

/** A table that cannot be read on from the row named, with what is wrong there. */
export class TableError extends Error {
  readonly fault: TableFault;
  readonly row: number;

  constructor(fault: TableFault, row: number, cause: unknown) {
    super(`Row ${row}: ${fault}`, { cause });
    this.name = 'TableError';
    this.fault = fault;
    this.row = row;
  }
}

/** An unclosed quote swallows the rest of the file: beyond this it is a fault, not a cell. */
export const maxRecordBytes = 1_048_576;

const faults: Readonly<Record<string, TableFault>> = {
  CSV_QUOTE_NOT_CLOSED: 'quote-open',
  CSV_MAX_RECORD_SIZE: 'record-too-long',
};

/**
 * Reads delimited text record by record with flat memory: quotes, quotes doubled or behind backslashes, line breaks in
 * cells, any mix of line ends, ragged rows. Blank rows are left out. Throws `TableError`.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  { quote, quoteEscape }: Quoting = usualQuoting,
): AsyncGenerator<TableRow> {
  const mark = quote === 'none' ? null : quote;
  const isEscaped = quoteEscape === 'backslash';
  const parser = parse({
    bom: true,
    delimiter,
    quote: mark,
    escape: isEscaped ? '\\' : mark,
    max_record_size: maxRecordBytes,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    // Blank lines come through as one empty cell, so that rows keep the numbers people see.
    skip_empty_lines: false,
  });
  const source = Readable.from(text);
  source.once('error', (error) => parser.destroy(error));
  let row = 0;
  try {
    for await (const cells of source.pipe(parser)) {
      row++;
      if (isEscaped && isCells(cells)) emptyNulls(cells);
      if (isCells(cells) && cells.some((cell) => cell.trim() !== '')) yield { row, cells };
    }
  } catch (error) {
    const fault = error instanceof CsvError ? faults[error.code] : undefined;
    // Records that were parsed but not handed out yet count too.
    if (fault) throw new TableError(fault, parser.info.records + 1, error);
    throw error;
  } finally {
    source.destroy();
  }
}

/** MySQL, which writes backslashes, writes so what holds no value. */
function emptyNulls(cells: string[]): void {
  for (const [at, cell] of cells.entries()) if (cell === '\\N') cells[at] = '';
}

function isCells(value: unknown): value is string[] {
  return Array.isArray(value);
}
