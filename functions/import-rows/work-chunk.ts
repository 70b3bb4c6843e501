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
  const end = await (message.stage.startsWith('undo') ? undoChunk : importChunk)(needs, message);
  if (end.kind === 'idle') return undefined;
  const [done] = await Promise.all([
    end.isNew ? needs.store.noteProgress(message.importId, message.stage) : undefined,
    sendNext(needs, end.job, message),
  ]);
  // A chunk that was done before may be the one after which the worker died.
  const isLast = done === undefined || done >= stageChunks(end.job, message.stage);
  return isLast ? finishStage(needs, end.job, message.stage) : undefined;
}

async function sendNext(
  { store, queue }: WorkNeeds,
  job: ImportJob,
  { importId, chunk, stage }: ChunkMessage,
): Promise<void> {
  const next = chunk + windowChunks;
  if (next > stageChunks(job, stage)) return;
  // A message that comes again must not set off the whole row behind it again.
  const isDone = await store.getResult(importId, stage, next);
  if (!isDone) await queue.send(importId, stage, [next]);
}
