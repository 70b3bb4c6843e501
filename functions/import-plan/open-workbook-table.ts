import type { ImportFiles } from '#shared/imports/import-files';
import type { ImportSource } from '#shared/imports/import-job';
import { type ProblemCode, problemOf } from '#shared/imports/problems';
import type { TableRow } from '#shared/tabular/csv-records';
import { openSheet } from '#shared/tabular/xlsx/open-sheet';
import { WorkbookError, type WorkbookFault } from '#shared/tabular/xlsx/workbook-error';
import { FileProblem } from './file-problem.ts';
import type { OpenTable } from './open-table.ts';

const problems: Readonly<Record<WorkbookFault, ProblemCode>> = {
  broken: 'file.workbook-broken',
  unsafe: 'file.workbook-unsafe',
  encrypted: 'file.workbook-encrypted',
  macros: 'file.workbook-macros',
  foreign: 'file.workbook-foreign',
  archive: 'file.archive',
  'sheet-missing': 'file.workbook-sheet-missing',
  'record-too-long': 'file.record-too-long',
  'too-many-columns': 'file.too-many-columns',
};

/** Opens a sheet of a workbook as a table. Throws `FileProblem`, also while rows are read. */
export async function openWorkbookTable(
  files: Pick<ImportFiles, 'readRange'>,
  source: ImportSource,
  sheet: string | undefined,
): Promise<OpenTable> {
  const bytes = {
    size: source.size,
    read: (start: number, end: number) => files.readRange(source, start, end),
  };
  try {
    const opened = await openSheet(bytes, sheet);
    return {
      encoding: 'utf-8',
      mark: true,
      delimiter: ',',
      sheet: opened.name,
      sheets: opened.visible,
      rows: checkedRows(opened.rows),
    };
  } catch (error) {
    throw asProblem(error);
  }
}

async function* checkedRows(pieces: AsyncIterable<readonly TableRow[]>): AsyncGenerator<TableRow> {
  try {
    for await (const rows of pieces) for (const row of rows) yield row;
  } catch (error) {
    throw asProblem(error);
  }
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof WorkbookError)) return error;
  const values = { row: error.row ?? 1 };
  return new FileProblem(problemOf(problems[error.fault], values), { cause: error });
}
