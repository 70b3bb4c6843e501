import type { TableRow } from '#shared/tabular/csv-records';
import { ChunkLine } from './import-plan.ts';

/** The rows in a chunk object. */
export function rowsOfChunk(text: string): TableRow[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [row, cells] = ChunkLine.parse(JSON.parse(line));
      return { row, cells };
    });
}
