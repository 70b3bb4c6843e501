import { createHash } from 'node:crypto';
import type { ImportFiles } from '#shared/imports/import-files';
import type { ImportJob, ImportSource } from '#shared/imports/import-job';
import type { ImportPlan } from '#shared/imports/import-plan';
import { type FoundHeader, findHeader } from '#shared/imports/mapping/find-header';
import type { Mapping } from '#shared/imports/mapping/mapping';
import { problemOf } from '#shared/imports/problems';
import { objects } from '#shared/objects/objects';
import type { TableRow } from '#shared/tabular/csv-records';
import type { DetectedEncoding } from '#shared/tabular/encoding';
import { createChunkWriter } from './chunk-writer.ts';
import { conventionsOf, languageOf } from './conventions.ts';
import { FileProblem } from './file-problem.ts';
import { type OpenTable, OtherEncodingError, openTable } from './open-table.ts';
import { openWorkbookTable } from './open-workbook-table.ts';

/** A file read to its end. */
export interface ReadFile {
  readonly plan: ImportPlan;
  readonly rows: number;
  readonly chunks: number;
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string;
}

/** Rows among which the header is looked for, and from which conventions are learnt. */
const headerRows = 20;
const sampleRows = 200;
const maxColumns = 1_000;
const maxRows = 1_048_576;

/**
 * Reads a file once from beginning to end: recognises it, proposes the mapping, cuts the rows into
 * chunk objects. Throws `FileProblem`, before which nothing of the file was imported.
 */
export async function readFile(
  files: ImportFiles,
  job: ImportJob,
  source: ImportSource,
): Promise<ReadFile> {
  let encoding: DetectedEncoding | undefined;
  for (;;) {
    try {
      return await readOnce(files, job, source, encoding);
    } catch (error) {
      if (!(error instanceof OtherEncodingError) || encoding) throw error;
      encoding = error.encoding;
    }
  }
}

async function readOnce(
  files: ImportFiles,
  job: ImportJob,
  source: ImportSource,
  encoding: DetectedEncoding | undefined,
): Promise<ReadFile> {
  const bytes = await files.open(source);
  if (!bytes) throw new FileProblem(problemOf('file.missing'));
  const hash = createHash('sha256');
  const asWorkbook = () => openWorkbookTable(files, source, undefined);
  const table = await openTable(tapped(bytes, hash), asWorkbook, encoding);
  const rows = table.rows[Symbol.asyncIterator]();

  // 1. The header is among the first rows.
  const beginning = await take(rows, sampleRows);
  const found = findHeader(beginning.slice(0, headerRows), job.object);
  if (!found) throw new FileProblem(problemOf('file.header-missing'));
  checkHeader(found);
  const plan = planOf(job.id, table, found, beginning);

  // 2. What follows goes into chunks.
  const writer = createChunkWriter(files, job.id);
  let count = 0;
  const add = async (row: TableRow) => {
    if (++count > maxRows) throw new FileProblem(problemOf('file.too-many-rows'));
    await writer.add(row);
  };
  for (const row of beginning) if (row.row > found.header.row) await add(row);
  for (let next = await rows.next(); !next.done; next = await rows.next()) await add(next.value);
  const chunks = await writer.end();
  if (count === 0) throw new FileProblem(problemOf('file.rows-missing', { row: found.header.row }));
  return { plan, rows: count, chunks, hash: hash.digest('hex') };
}

async function* tapped(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

async function take(rows: AsyncIterator<TableRow>, count: number): Promise<TableRow[]> {
  const taken: TableRow[] = [];
  while (taken.length < count) {
    const next = await rows.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function planOf(
  importId: string,
  { encoding, mark, delimiter, sheet: sheetName }: OpenTable,
  { header, mapping }: FoundHeader,
  beginning: readonly TableRow[],
): ImportPlan {
  const sample = beginning.filter(({ row }) => row > header.row);
  return {
    importId,
    mapping,
    form: {
      encoding,
      mark,
      delimiter,
      headerRow: header.row,
      ...(sheetName === undefined ? {} : { sheet: sheetName }),
    },
    language: languageOf(mapping),
    conventions: conventionsOf({ mapping, encoding, delimiter, sample }, objects[mapping.object]),
  };
}

function checkHeader({ header, mapping }: FoundHeader): void {
  if (header.cells.length > maxColumns) throw new FileProblem(problemOf('file.too-many-columns'));
  const seen = new Map<string, number>();
  for (const [index, cell] of header.cells.entries()) {
    const name = cell.normalize('NFKC').trim().toLowerCase();
    const first = seen.get(name);
    if (name !== '' && first !== undefined)
      throw new FileProblem(
        problemOf('file.header-twice', { header: cell.trim(), first, second: index + 1 }),
      );
    seen.set(name, index + 1);
  }
  checkNamed(mapping);
}

function checkNamed(mapping: Mapping): void {
  const { nameFields, fields, labels } = objects[mapping.object];
  const mapped = new Set(
    mapping.columns.flatMap(({ use }) => (use.kind === 'field' ? [use.field] : [])),
  );
  if (nameFields.flat().some((name) => mapped.has(name))) return;
  const language = languageOf(mapping);
  const wanted = fields[nameFields[0]?.[0] ?? ''];
  throw new FileProblem(
    problemOf('file.name-unmapped', {
      object: labels.one[language],
      header: wanted?.labels[language] ?? '',
    }),
  );
}
