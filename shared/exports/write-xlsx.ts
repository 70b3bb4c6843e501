import { PassThrough, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { inertText } from '#shared/tabular/write-csv';

/** Rows of one sheet (Excel's specifications and limits). */
export const mostSheetRows = 1_048_576;

/**
 * A cell: text is written as text, so that no spreadsheet runs it as a formula, and with the same
 * apostrophe as in CSV: a workbook that is saved as CSV stays inert.
 */
export type Cell = string | number;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

// Characters that XML 1.0 cannot carry at all, escaped as Excel does (ECMA-376, ST_Xstring).
const unwritable = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|_(?=x[0-9a-f]{4}_)/giu;

function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(
      unwritable,
      (each) => `_x${each.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (each) => escapes[each] ?? each)
    .replaceAll('\r', '_x000D_');
}

/** Space that readers would take off or join; Excel too says only there that it is to be kept. */
const keptSpace = /^\s|\s$|\s\s|[\t\r\n]/;

function cellXml(cell: Cell): string {
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (cell === '') return '<c/>';
  const kept = keptSpace.test(cell) ? ' xml:space="preserve"' : '';
  return `<c t="inlineStr"><is><t${kept}>${xmlText(inertText(cell))}</t></is></c>`;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

const parts = {
  '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
} as const;

async function* sheet(rows: AsyncIterable<readonly Cell[]>): AsyncGenerator<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetData>`;
  for await (const cells of rows) yield `<row>${cells.map(cellXml).join('')}</row>`;
  yield '</sheetData></worksheet>';
}

/** A workbook of one sheet (ECMA-376, SpreadsheetML), written as the rows come: memory stays flat. */
export function writeXlsx(rows: AsyncIterable<readonly Cell[]>, createdAt: Date): Readable {
  const zip = new ZipFile();
  const out = new PassThrough();
  const failed = (error: unknown) =>
    out.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on('error', failed);
  // The same rows make the same bytes: the time in the archive is the export's own.
  const options = { mtime: createdAt, compress: true };
  for (const [name, xml] of Object.entries(parts))
    zip.addBuffer(Buffer.from(head + xml), name, options);
  const source = new PassThrough();
  source.on('error', failed);
  zip.addReadStream(source, 'xl/worksheets/sheet1.xml', options);
  zip.end();
  void pour(sheet(rows), source);
  zip.outputStream.pipe(out);
  return out;
}

async function pour(texts: AsyncIterable<string>, into: PassThrough): Promise<void> {
  try {
    for await (const text of texts)
      if (!into.write(text)) await new Promise((resolve) => into.once('drain', resolve));
    into.end();
  } catch (error) {
    into.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
