import { windowChunks } from '#shared/imports/chunk-queue';
import { endWithoutRows } from '#shared/imports/finish-import';
import type { ImportJob } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import { letRun, mayRun, type RunNeeds } from '#shared/imports/let-run';
import type { SavedMappings } from '#shared/imports/mapping/saved-mapping';
import { problemOf } from '#shared/imports/problems';
import { systemPrincipalId } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import { admitFile } from './admit-file.ts';
import type { ChunkWriterNeeds } from './chunk-writer.ts';
import { FileProblem } from './file-problem.ts';
import type { PlanMessage } from './object-created.ts';
import { previewOf } from './preview.ts';
import { type ReadFile, readFile } from './read-file.ts';

export interface PlanNeeds extends RunNeeds, ChunkWriterNeeds {
  readonly mappings: SavedMappings;
  readonly definitions: Definitions;
  /** The bucket whose files are imported; notices of others are ignored. */
  readonly bucket: string;
}

const maxBytes = 536_870_912;

/** Below it a person has to look before anything is written. */
const confidentFrom = 0.5;

/**
 * Plans the import of a file that has arrived, or plans it anew: reads it once, keeps its plan and
 * chunks, and lets it run or wait for a person. A message that comes twice, late or after a crash
 * continues where the first one ended. Returns the import, or undefined where the object is none.
 */
export async function planImport(
  needs: PlanNeeds,
  message: PlanMessage,
): Promise<ImportJob | undefined> {
  const job =
    'plan' in message ? await needs.store.get(message.plan) : await admitFile(needs, message);
  if (!job?.source) return undefined;
  if (job.state === 'running') {
    await queueMissing(needs, job);
    return job;
  }
  if (job.state !== 'uploaded') return job;
  try {
    if (job.source.size > maxBytes) throw new FileProblem(problemOf('file.too-large'));
    return await proceed(needs, job, await readFile(needs, job, job.source));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return endWithoutRows(needs, job, 'failed', { problems: [error.problem] });
  }
}

async function proceed(
  needs: PlanNeeds,
  job: ImportJob,
  { plan, rows, chunks, problem, sample }: ReadFile,
): Promise<ImportJob | undefined> {
  const { store, files } = needs;
  const { form, language, mapping } = plan;
  if (!(await mayRun(needs, job, plan))) throw new FileProblem(problemOf('file.forbidden'));
  await files.write(importKeys.plan(job.id), JSON.stringify(plan), 'application/json');
  const facts = { object: mapping.object, form, language, rows, chunks };

  // Files of other systems start by themselves; a person can look at what is not plain.
  const isPerson = job.startedBy !== systemPrincipalId;
  const unclear = problem !== undefined || plan.confidence < confidentFrom;
  if (isPerson || job.review) {
    const preview = JSON.stringify({ rows: await previewOf(needs, job, plan, sample) });
    await files.write(importKeys.preview(job.id), preview, 'application/json');
  }
  if (isPerson && unclear && !job.reading?.columns)
    return store.move(job.id, 'needs_mapping', { ...facts, problems: problem ? [problem] : [] });
  if (problem) throw new FileProblem(problem);
  if (job.review) return store.move(job.id, 'planned', { ...facts, problems: [] });
  const planned = await store.amend(job.id, ['uploaded'], facts);
  return planned && letRun(needs, planned, plan);
}

/** After a crash between the start and the last message, the rest is sent. */
async function queueMissing({ store, queue }: PlanNeeds, job: ImportJob): Promise<void> {
  const done = new Set((await store.results(job.id, 'rows')).map(({ chunk }) => chunk));
  const missing = Array.from({ length: job.chunks ?? 0 }, (_, at) => at + 1).filter(
    (chunk) => !done.has(chunk),
  );
  await queue.send(job.id, 'rows', missing.slice(0, windowChunks));
}
