import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { ByteSource } from './byte-source.ts';
import { limits } from './limits.ts';
import { WorkbookError } from './workbook-error.ts';

/** The parts of a workbook, which is a zip file of XML. */
export interface Package {
  has(name: string): boolean;
  /** A part unpacked, at most so many bytes; throws `WorkbookError`. */
  open(name: string, maxBytes: number, maxRatio: number): Promise<AsyncIterable<Uint8Array>>;
}

const blockBytes = 262_144;

/** Serves yauzl's many small reads of the directory from blocks, each fetched once. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;
  #block: { readonly start: number; readonly bytes: Buffer } | undefined;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#source.read(start, end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(buffer, offset, length, position).then(
      () => callback(null),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async #fill(buffer: Buffer, offset: number, length: number, position: number): Promise<void> {
    const held = this.#block;
    const block =
      held && position >= held.start && position + length <= held.start + held.bytes.byteLength
        ? held
        : { start: position, bytes: await this.#fetch(position, Math.max(length, blockBytes)) };
    this.#block = block;
    const from = position - block.start;
    if (block.bytes.byteLength - from < length) throw new Error('The file ends too early.');
    block.bytes.copy(buffer, offset, from, from + length);
  }

  async #fetch(start: number, length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    const end = Math.min(start + length, this.#source.size);
    for await (const part of this.#source.read(start, end)) parts.push(part);
    return Buffer.concat(parts);
  }
}

/**
 * Opens a zip file by its directory, before anything is unpacked: too many entries, names twice,
 * entries that lie over one another and encryption are refused. Throws `WorkbookError`.
 */
export async function openPackage(source: ByteSource): Promise<Package> {
  const zip = await orBroken(
    fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: true,
      validateEntrySizes: true,
    }),
  );
  if (zip.entryCount > limits.entries) throw new WorkbookError('unsafe');
  const entries = await orBroken(directoryOf(zip));
  refuseOverlaps([...entries.values()], source.size);
  return {
    has: (name) => entries.has(name.toLowerCase()),
    async open(name, maxBytes, maxRatio) {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw new WorkbookError('broken');
      const { compressedSize, uncompressedSize } = entry;
      if (uncompressedSize > maxBytes) throw new WorkbookError('unsafe');
      if (uncompressedSize > limits.ratioFromBytes && uncompressedSize > compressedSize * maxRatio)
        throw new WorkbookError('unsafe');
      return unpacked(await orBroken(openEntry(zip, entry)), uncompressedSize);
    },
  };
}

async function directoryOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new WorkbookError('encrypted');
    // Part names are compared without case (ECMA-376, part 2).
    const name = entry.fileName.replace(/^\/+/, '').toLowerCase();
    if (entries.has(name)) throw new WorkbookError('broken');
    entries.set(name, entry);
  }
  return entries;
}

function refuseOverlaps(entries: readonly Entry[], size: number): void {
  let end = 0;
  const inOrder = [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  for (const { relativeOffsetOfLocalHeader: start, compressedSize } of inOrder) {
    if (start < end) throw new WorkbookError('unsafe');
    end = start + compressedSize;
  }
  if (end > size) throw new WorkbookError('broken');
}

const deflated = 8;
/** Four times as much as the zip reader would give at once: each piece costs as much as some rows. */
const pieceBytes = 65_536;

async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  if (entry.compressionMethod !== deflated) return zip.openReadStreamPromise(entry);
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  // Whoever reads learns what went wrong from the stream itself.
  return pipeline(packed, createInflateRaw({ chunkSize: pieceBytes }), () => undefined);
}

/** Faults that show while unpacking are the workbook's, not ours; so is another size than it says. */
async function* unpacked(stream: Readable, size: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      seen += chunk.byteLength;
      if (seen > size) break;
      yield chunk;
    }
  } catch (error) {
    throw asFault(error);
  }
  if (seen !== size) throw new WorkbookError('broken');
}

async function orBroken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asFault(error);
  }
}

function asFault(error: unknown): unknown {
  if (error instanceof WorkbookError) return error;
  const text = error instanceof Error ? error.message : '';
  if (/encrypt/i.test(text)) return new WorkbookError('encrypted', undefined, { cause: error });
  // The store's own failures are no fault of the file and must be tried again.
  const isStores = error instanceof Error && '$metadata' in error;
  return isStores ? error : new WorkbookError('broken', undefined, { cause: error });
}
