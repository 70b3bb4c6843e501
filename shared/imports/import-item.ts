import * as z from 'zod';
import { ChunkResult, ImportJob } from './import-job.ts';
import { numbered } from './import-plan.ts';
import { isEnded } from './import-states.ts';
import type { Stage } from './stage.ts';

/** Imports and their results are kept for 30 days after the last change. */
const keptSeconds = 30 * 86_400;

const partition = (id: string) => `import#${id}`;

export const jobKey = (id: string) => ({ pk: partition(id), sk: 'import' });
export const progressKey = (id: string, stage: Stage) => ({
  pk: partition(id),
  sk: `progress#${stage}`,
});
export const contentKey = (hash: string) => ({ pk: `import-content#${hash}`, sk: 'content' });
export const resultPrefix = (stage: Stage) => `chunk#${stage}#`;

export function resultKey(id: string, stage: Stage, chunk: number) {
  return { pk: partition(id), sk: `${resultPrefix(stage)}${numbered(chunk)}` };
}

/** Partition of the index `listed`, which holds every import. */
export const listedPartition = 'imports';
/** Partition of the sparse index `open`: imports that have not ended, or whose end is untold. */
export const openPartition = 'imports';

export function expiryAt(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000) + keptSeconds;
}

const StoredJob = z.object({ schemaVersion: z.literal(1), job: ImportJob });
const StoredResult = z.object({ result: ChunkResult });

/** Progress of an import: how many chunks are done, as a hint, and when the last one was. */
export const StoredProgress = z.object({ done: z.number(), at: z.string() });

/** Who imported a content first. */
export const StoredContent = z.object({ importId: z.string() });

/** The whole item of an import; what conditions look at stands outside, too. */
export function toJobItem(job: ImportJob): Record<string, unknown> {
  return {
    ...jobKey(job.id),
    schemaVersion: 1,
    job,
    state: job.state,
    redrives: job.redrives,
    updatedAt: job.updatedAt,
    listPk: listedPartition,
    listSk: job.id,
    expiresAt: expiryAt(job.updatedAt),
    ...(isEnded(job.state) && !job.announce ? {} : { openPk: openPartition, openSk: job.id }),
  };
}

export function fromJobItem(item: unknown): ImportJob | undefined {
  return item === undefined ? undefined : StoredJob.parse(item).job;
}

export function fromResultItem(item: unknown): ChunkResult | undefined {
  return item === undefined ? undefined : StoredResult.parse(item).result;
}
