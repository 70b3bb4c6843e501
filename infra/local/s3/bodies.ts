import { createHash, randomUUID } from 'node:crypto';
import { closeSync, copyFileSync, mkdirSync, openSync, read, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

/** One file of an object's body; an object from a multipart upload has one for each part. */
export const Segment = z.object({ file: z.string(), size: z.number() });
export type Segment = z.infer<typeof Segment>;

/** Object bodies as files with random names; rows of the store say which object they belong to. */
export interface Bodies {
  write(chunks: readonly Uint8Array[]): Promise<Segment>;
  /** The bytes from `start` to before `end` over all segments; later removal does not disturb it. */
  read(segments: readonly Segment[], start: number, end: number): Promise<Uint8Array>;
  copy(segments: readonly Segment[]): readonly Segment[];
  md5(segments: readonly Segment[]): Promise<string>;
  remove(segments: readonly Segment[]): void;
  /** Removes every file that is not in the set: what a crash left behind. */
  sweep(kept: ReadonlySet<string>): void;
}

const readInto = promisify(read);
const PIECE = 8 * 1024 * 1024;

/** Opens the folder of bodies, making it where it is missing. */
export function openBodies(directory: string): Bodies {
  mkdirSync(directory, { recursive: true });
  const pathOf = (file: string) => join(directory, file);

  const bodies: Bodies = {
    async write(chunks) {
      const file = randomUUID();
      const handle = await open(pathOf(file), 'wx');
      let size = 0;
      try {
        for (const chunk of chunks) {
          await handle.writeFile(chunk);
          size += chunk.length;
        }
      } finally {
        await handle.close();
      }
      return { file, size };
    },

    async read(segments, start, end) {
      const bytes = Buffer.allocUnsafe(end - start);
      // Opened before the first await: an overwrite meanwhile unlinks the files but not what we read.
      const pieces = locate(segments, start, end).map((piece) => ({
        ...piece,
        descriptor: openSync(pathOf(piece.file), 'r'),
      }));
      try {
        let filled = 0;
        for (const { descriptor, from, length } of pieces) {
          for (let done = 0; done < length; ) {
            const { bytesRead } = await readInto(
              descriptor,
              bytes,
              filled,
              length - done,
              from + done,
            );
            if (bytesRead === 0) throw new Error('The file of an object is too short');
            done += bytesRead;
            filled += bytesRead;
          }
        }
      } finally {
        for (const { descriptor } of pieces) closeSync(descriptor);
      }
      return bytes;
    },

    copy: (segments) =>
      segments.map(({ file, size }) => {
        const copied = randomUUID();
        copyFileSync(pathOf(file), pathOf(copied));
        return { file: copied, size };
      }),

    async md5(segments) {
      const digest = createHash('md5');
      const size = segments.reduce((sum, segment) => sum + segment.size, 0);
      for (let start = 0; start < size; start += PIECE)
        digest.update(await bodies.read(segments, start, Math.min(start + PIECE, size)));
      return digest.digest('hex');
    },

    remove(segments) {
      for (const { file } of segments) rmSync(pathOf(file), { force: true });
    },

    sweep(kept) {
      for (const file of readdirSync(directory)) if (!kept.has(file)) rmSync(pathOf(file));
    },
  };
  return bodies;
}

function locate(segments: readonly Segment[], start: number, end: number) {
  let position = 0;
  return segments.flatMap(({ file, size }) => {
    const from = Math.max(start - position, 0);
    const length = Math.min(end - position, size) - from;
    position += size;
    return length > 0 ? [{ file, from, length }] : [];
  });
}
