import * as z from 'zod';

/** One chunk to be imported. */
export const ChunkMessage = z.strictObject({ importId: z.string(), chunk: z.int() });

export type ChunkMessage = z.infer<typeof ChunkMessage>;

/** Hands chunks to the row workers; at least once, in no order. */
export interface ChunkQueue {
  send(importId: string, chunks: readonly number[]): Promise<void>;
}
