import { type ChunkMessage, type ChunkQueue, windowChunks } from '#shared/imports/chunk-queue';
import { finishStage } from '#shared/imports/finish-stage';
import type { ImportJob } from '#shared/imports/import-job';
import { stageChunks } from '#shared/imports/stage';
import { type ImportChunkNeeds, importChunk } from './import-chunk.ts';
import { undoChunk } from './undo-chunk.ts';

export interface WorkNeeds extends ImportChunkNeeds {
  readonly queue: ChunkQueue;
}

/**
 * Does one chunk in its stage, sends the chunk that follows in the window, and ends the stage with
 * the last one. Gives the import if it came to its end.
 */
export async function workChunk(
  needs: WorkNeeds,
  message: ChunkMessage,
): Promise<ImportJob | undefined> {
  const { importId, chunk, stage } = message;
  const end = await (stage.startsWith('undo') ? undoChunk : importChunk)(needs, message);
  if (end.kind === 'idle') return undefined;
  const next = chunk + windowChunks;
  if (next <= stageChunks(end.job, stage)) {
    // A message that comes again must not set off the whole row behind it again.
    const isDone = await needs.store.getResult(importId, stage, next);
    if (!isDone) await needs.queue.send(importId, stage, [next]);
  }
  return end.lastOne ? finishStage(needs, end.job, stage) : undefined;
}
