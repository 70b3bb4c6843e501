import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Cell, writeXlsx } from '#shared/exports/write-xlsx';
import { contactLines } from './contacts-csv.ts';

/** What contacts are imported from. */
export type ContactFile = 'csv' | 'xlsx';

/** A comma that is not within quotation marks. */
const outsideQuotes = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/;

/** The cells of a line of `contactLines`. */
export function cellsOf(line: string): string[] {
  return line
    .trimEnd()
    .split(outsideQuotes)
    .map((cell) => cell.replaceAll('"', ''));
}

async function* table(rows: number): AsyncGenerator<readonly Cell[]> {
  for (const line of contactLines(rows)) yield cellsOf(line);
}

/** Writes so many contacts as a stream: a workbook of a million rows would not fit twice into memory. */
export async function writeContacts(path: string, kind: ContactFile, rows: number): Promise<void> {
  const out = createWriteStream(path);
  if (kind === 'xlsx') return pipeline(writeXlsx(table(rows), new Date(0)), out);
  for (const line of contactLines(rows)) if (!out.write(line)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}
