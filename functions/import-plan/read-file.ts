import { createHash } from 'node:crypto';
import type { ImportJob, ImportSource, Problem } from '#shared/imports/import-job';
import type { ImportPlan } from '#shared/imports/import-plan';
import { problemOf } from '#shared/imports/problems';
import type { TableRow } from '#shared/tabular/csv-records';
import type { DetectedEncoding } from '#shared/tabular/encoding';
import { type ChunkWriterNeeds, createChunkWriter } from './chunk-writer.ts';
import { FileProblem } from './file-problem.ts';
import { OtherEncodingError, openTable } from './open-table.ts';
import { openWorkbookTable } from './open-workbook-table.ts';
import { type PlanTableNeeds, planTable } from './plan-table.ts';

/** A file read to its end. */
export interface ReadFile {
  readonly plan: ImportPlan;
  /** What a person has to settle before rows can be imported. */
  readonly problem: Problem | undefined;
  readonly rows: number;
  readonly chunks: number;
  /** The first rows below the header. */
  readonly sample: readonly TableRow[];
}

type ReadNeeds = ChunkWriterNeeds & PlanTableNeeds;

/** Rows from which conventions are learnt, and among which a person may name the header. */
const sampleRows = 200;
const previewRows = 20;
const maxColumns = 1_000;
const maxRows = 1_048_576;

/**
 * Reads a file once from beginning to end: recognises it, plans its columns, cuts the rows into
 * chunk objects. Throws `FileProblem`, before which nothing of the file was imported.
 */
export async function readFile(
  needs: ReadNeeds,
  job: ImportJob,
  source: ImportSource,
): Promise<ReadFile> {
  const wanted = job.reading?.encoding;
  let encoding: DetectedEncoding | undefined = wanted && {
    encoding: wanted,
    markBytes: 0,
    sure: true,
  };
  for (;;) {
    // A workbook is read to its end before its first row: by then it would have grown with the file.
    needs.heap.hold();
    try {
      return await readOnce(needs, job, source, encoding);
    } catch (error) {
      if (!(error instanceof OtherEncodingError) || encoding) throw error;
      encoding = error.encoding;
    } finally {
      needs.heap.release();
    }
  }
}

async function readOnce(
  needs: ReadNeeds,
  job: ImportJob,
  source: ImportSource,
  encoding: DetectedEncoding | undefined,
): Promise<ReadFile> {
  const { files } = needs;
  const bytes = await files.open(source);
  if (!bytes) throw new FileProblem(problemOf('file.missing'));
  const hash = createHash('sha256');
  const named = job.mapping === undefined ? undefined : await needs.mappings.find(job.mapping);
  const said = { ...named?.conventions, ...job.reading?.conventions };
  const table = await openTable(tapped(bytes, hash), {
    asWorkbook: () => openWorkbookTable(files, source, job.reading?.sheet),
    encoding,
    shape: { delimiter: job.reading?.delimiter, quote: said.quote, quoteEscape: said.quoteEscape },
  });
  const rows = table.rows[Symbol.asyncIterator]();

  // 1. The header is among the first rows.
  const beginning = await take(rows, sampleRows);
  if (beginning.some(({ cells }) => cells.length > maxColumns))
    throw new FileProblem(problemOf('file.too-many-columns'));
  const { plan, problem } = await planTable(needs, job, named, table, beginning);
  const { headerRow } = plan.form;
  const sample = beginning.filter(({ row }) => row > headerRow).slice(0, previewRows);

  // 2. What follows goes into chunks.
  const writer = createChunkWriter(needs, job.id);
  let count = 0;
  const add = async (row: TableRow) => {
    if (++count > maxRows) throw new FileProblem(problemOf('file.too-many-rows'));
    await writer.add(row);
  };
  for (const row of beginning) if (row.row > headerRow) await add(row);
  for (let next = await rows.next(); !next.done; next = await rows.next()) await add(next.value);
  const chunks = await writer.end();
  if (count === 0 && problem) throw new FileProblem(problem);
  if (count === 0) throw new FileProblem(problemOf('file.rows-missing', { row: headerRow }));
  const contentHash = hash.digest('hex');
  return { plan: { ...plan, contentHash }, problem, rows: count, chunks, sample };
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
