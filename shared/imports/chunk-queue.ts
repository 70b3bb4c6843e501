import * as z from 'zod';
import { Stage } from './stage.ts';

/** One chunk in one stage. */
export const ChunkMessage = z.strictObject({
  importId: z.string(),
  chunk: z.int(),
  stage: Stage,
});

export type ChunkMessage = z.infer<typeof ChunkMessage>;

/** An import whose end is to be told to whoever started it and to integrations. */
export const AnnounceMessage = z.strictObject({ announce: z.string() });

export const RowsMessage = z.union([ChunkMessage, AnnounceMessage]);

/** Hands work to the row workers; at least once, in no order. */
export interface ChunkQueue {
  send(importId: string, stage: Stage, chunks: readonly number[]): Promise<void>;
  announce(importId: string): Promise<void>;
}

/**
 * How many chunks of one import are on their way at once. Each one done sends the one that many
 * further on, so a small import waits for a few chunks of each large one, never for all (IMP-35).
 */
export const windowChunks = 16;

/** The chunks with which a stage begins. */
export function firstWindow(chunks: number): number[] {
  return Array.from({ length: Math.min(chunks, windowChunks) }, (_, at) => at + 1);
}
