import type { ImportFiles } from '#shared/imports/import-files';
import { importKeys } from '#shared/imports/import-plan';
import type { TableRow } from '#shared/tabular/csv-records';

/** Enough rows that a request's cost vanishes, few enough that a retry is cheap (decision 6). */
const chunkRows = 500;
const chunkCharacters = 1_000_000;
const inFlight = 4;

/** Writes rows as chunk objects, a few at a time on their way, with flat memory. */
export function createChunkWriter(files: ImportFiles, importId: string) {
  const onTheWay = new Set<Promise<void>>();
  let failure: unknown;
  let lines: string[] = [];
  let characters = 0;
  let chunks = 0;

  const flush = async () => {
    if (lines.length === 0) return;
    chunks++;
    const body = lines.join('\n');
    lines = [];
    characters = 0;
    const write = files
      .write(importKeys.chunk(importId, chunks), body, 'application/x-ndjson')
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => onTheWay.delete(write));
    onTheWay.add(write);
    if (onTheWay.size >= inFlight) await Promise.race(onTheWay);
    if (failure !== undefined) throw failure;
  };

  return {
    async add({ row, cells }: TableRow): Promise<void> {
      const line = JSON.stringify([row, cells]);
      lines.push(line);
      characters += line.length;
      if (lines.length >= chunkRows || characters >= chunkCharacters) await flush();
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
