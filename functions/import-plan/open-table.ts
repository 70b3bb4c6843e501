import { problemOf } from '#shared/imports/problems';
import { csvRecords, TableError, type TableRow } from '#shared/tabular/csv-records';
import { decodeStream, UndecodableError } from '#shared/tabular/decode-stream';
import type { Delimiter } from '#shared/tabular/delimiter';
import { type DetectedEncoding, detectEncoding } from '#shared/tabular/encoding';
import type { Encoding } from '#shared/tabular/encoding-names';
import { type FileKind, fileKind } from '#shared/tabular/file-kind';
import type { Quoting } from '#shared/tabular/quoting';
import { type Shape, sniffShape } from '#shared/tabular/sniff-shape';
import { FileProblem } from './file-problem.ts';

/** A file recognised as a table, its rows to be read once. */
export interface OpenTable {
  /** Of workbooks the form in which their error file is written. */
  readonly encoding: Encoding;
  readonly mark: boolean;
  readonly delimiter: Delimiter;
  /** Only of text. */
  readonly quoting?: Quoting;
  /** Only of workbooks: the sheet read, and those to choose from. */
  readonly sheet?: string;
  readonly sheets?: readonly string[];
  readonly rows: AsyncIterable<TableRow>;
}

/** A file turned out to be in another encoding than its beginning suggested: read it again. */
export class OtherEncodingError extends Error {
  readonly encoding: DetectedEncoding;

  constructor(encoding: DetectedEncoding) {
    super('The file is in another encoding than its beginning suggested.');
    this.name = 'OtherEncodingError';
    this.encoding = encoding;
  }
}

/** How much of a file is looked at before anything is decided. */
const sampleBytes = 262_144;

/** How much of it tells how cells are cut. */
const sampleCharacters = 65_536;

const refusals: Readonly<Partial<Record<FileKind, Parameters<typeof problemOf>[0]>>> = {
  empty: 'file.empty',
  'old-workbook': 'file.workbook-old',
  'encrypted-workbook': 'file.workbook-encrypted',
  pdf: 'file.pdf',
  html: 'file.html',
  archive: 'file.archive',
};

/** What is known of a file before its bytes are looked at. */
export interface OpenHints {
  /** Opens the file as a workbook; asked for only where its first bytes say that it is one. */
  readonly asWorkbook: () => Promise<OpenTable>;
  readonly encoding: DetectedEncoding | undefined;
  /** How cells are cut, as far as somebody said it. */
  readonly shape: { readonly [Key in keyof Shape]?: Shape[Key] | undefined };
}

/**
 * Recognises kind, encoding, delimiter and quotes from a file's beginning and gives its rows. Throws
 * `FileProblem`; while rows are read also `OtherEncodingError`, to be answered by opening the file
 * again with that encoding.
 */
export async function openTable(
  bytes: AsyncIterable<Uint8Array>,
  hints: OpenHints,
): Promise<OpenTable> {
  const { head, all } = await peek(bytes);
  const kind = fileKind(head);
  if (kind === 'workbook') {
    // Its directory lies at the end: read to there, for the hash, and then from place to place.
    for await (const _ of all);
    return hints.asWorkbook();
  }
  const refusal = refusals[kind];
  if (refusal) throw new FileProblem(problemOf(refusal));
  const detected = hints.encoding ?? detectEncoding(head);
  if (!detected) throw new FileProblem(problemOf('file.encoding-unknown'));
  const { encoding, markBytes } = detected;
  const sample = new TextDecoder(encoding).decode(head, { stream: true });
  if (sample.trim() === '') throw new FileProblem(problemOf('file.empty'));
  const text = sample.slice(0, sampleCharacters);
  const isWhole = head.byteLength < sampleBytes && text.length === sample.length;
  const { delimiter, ...quoting } = sniffShape({ text, isWhole }, hints.shape);
  return {
    encoding,
    mark: markBytes > 0,
    delimiter,
    quoting,
    rows: checkedRows(csvRecords(decodeStream(all, encoding), delimiter, quoting), detected),
  };
}

async function peek(bytes: AsyncIterable<Uint8Array>) {
  const source = bytes[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let size = 0;
  while (size < sampleBytes) {
    const next = await source.next();
    if (next.done) break;
    seen.push(next.value);
    size += next.value.byteLength;
  }
  const head = Buffer.concat(seen);
  const all = async function* () {
    if (head.byteLength > 0) yield head;
    yield* { [Symbol.asyncIterator]: () => source };
  };
  return { head: head.subarray(0, sampleBytes), all: all() };
}

/** Turns faults of the text into problems that name the row. */
async function* checkedRows(
  rows: AsyncIterable<TableRow>,
  detected: DetectedEncoding,
): AsyncGenerator<TableRow> {
  let last = 0;
  try {
    for await (const row of rows) {
      last = row.row;
      if (row.cells.some((cell) => cell.includes('\0')))
        throw new FileProblem(problemOf('file.zero-bytes', { row: last }));
      yield row;
    }
  } catch (error) {
    if (error instanceof TableError)
      throw new FileProblem(problemOf(`file.${error.fault}`, { row: error.row }), { cause: error });
    if (!(error instanceof UndecodableError)) throw error;
    const other = detected.sure ? undefined : detectEncoding(error.bytes);
    if (other && other.encoding !== detected.encoding) throw new OtherEncodingError(other);
    throw new FileProblem(
      problemOf('file.encoding-broken', { encoding: detected.encoding, row: last + 1 }),
      { cause: error },
    );
  }
}
