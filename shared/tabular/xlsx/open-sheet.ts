import type { TableRow } from '../csv-records.ts';
import type { ByteSource } from './byte-source.ts';
import { limits } from './limits.ts';
import { readSharedStrings } from './read-shared-strings.ts';
import { readStyles } from './read-styles.ts';
import { sheetRows } from './sheet-rows.ts';
import { openWorkbook, type Sheet } from './workbook.ts';
import { WorkbookError } from './workbook-error.ts';

/** One sheet of a workbook, its rows to be read once. */
export interface OpenSheet {
  readonly name: string;
  /** Names of the sheets that people see. */
  readonly visible: readonly string[];
  /** As many at once as a piece of the sheet holds. */
  readonly rows: AsyncIterable<readonly TableRow[]>;
}

/**
 * Opens the first sheet that people see and that holds rows, or the one named, hidden or not. Throws
 * `WorkbookError`, also while rows are read.
 */
export async function openSheet(source: ByteSource, wanted?: string): Promise<OpenSheet> {
  const workbook = await openWorkbook(source);
  const { sheets, parts, from1904 } = workbook;
  const visible = sheets.filter((sheet) => sheet.visible);
  const candidates = wanted === undefined ? visible : sheets.filter(({ name }) => name === wanted);
  const [first] = candidates;
  if (!first) throw new WorkbookError('sheet-missing');
  const forms = await readStyles(workbook);
  const texts = await readSharedStrings(workbook);
  const rowsOf = async ({ part }: Sheet) => {
    const bytes = await parts.open(part, limits.sheet, limits.sheetRatio);
    return sheetRows(bytes, { texts, forms, from1904 });
  };
  const names = visible.map(({ name }) => name);
  for (const sheet of candidates) {
    const rows = await rowsOf(sheet);
    const head = await rows.next();
    if (!head.done) return { name: sheet.name, visible: names, rows: withHead(head.value, rows) };
  }
  return { name: first.name, visible: names, rows: await rowsOf(first) };
}

type Rows = readonly TableRow[];

async function* withHead(head: Rows, rest: AsyncGenerator<Rows>): AsyncGenerator<Rows> {
  yield head;
  yield* rest;
}
