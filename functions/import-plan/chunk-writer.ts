import type { Heap } from '#shared/imports/heap';
import type { ImportFiles } from '#shared/imports/import-files';
import { importKeys } from '#shared/imports/import-plan';
import type { TableRow } from '#shared/tabular/csv-records';
import { createLineRoom, type LineRoom } from './line-room.ts';

/** Enough that what a chunk costs by itself vanishes, few enough that a retry is cheap (decision 6). */
export const usualChunkRows = 1_000;
const chunkBytes = 1_000_000;
const inFlight = 4;
/** Each leaves some 15 KB behind, mostly of its request; a collection takes 20 ms. */
const collectedChunks = 128;

export interface ChunkWriterNeeds {
  readonly files: ImportFiles;
  readonly heap: Heap;
  /** Rows of every chunk but the last, unless they are long. */
  readonly chunkRows: number;
}

/** Writes rows as chunk objects, a few at a time on their way, with flat memory. */
export function createChunkWriter({ files, heap, chunkRows }: ChunkWriterNeeds, importId: string) {
  const onTheWay = new Set<Promise<void>>();
  const free: LineRoom[] = [];
  let failure: unknown;
  let room = createLineRoom();
  let rows = 0;
  let chunks = 0;

  const send = async (full: LineRoom, chunk: number) => {
    try {
      const key = importKeys.chunk(importId, chunk);
      await files.write(key, full.text(), 'application/x-ndjson');
      full.clear();
      free.push(full);
    } catch (error) {
      failure ??= error;
    }
  };
  const flush = async () => {
    if (rows === 0) return;
    const write = send(room, ++chunks).finally(() => onTheWay.delete(write));
    onTheWay.add(write);
    rows = 0;
    if (chunks % collectedChunks === 0) heap.collect();
    if (onTheWay.size >= inFlight) await Promise.race(onTheWay);
    if (failure !== undefined) throw failure;
    room = free.pop() ?? createLineRoom();
  };

  return {
    async add({ row, cells }: TableRow): Promise<void> {
      room.add(JSON.stringify([row, cells]));
      rows++;
      if (rows >= chunkRows || room.bytes >= chunkBytes) await flush();
    },
    /** Waits for what is on its way and gives the number of chunks. */
    async end(): Promise<number> {
      await flush();
      await Promise.all(onTheWay);
      if (failure !== undefined) throw failure;
      return chunks;
    },
  };
}
