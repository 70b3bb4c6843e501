import { createHash } from 'node:crypto';
import type { ChunkQueue } from '#shared/imports/chunk-queue';
import { endWithoutRows, type FinishNeeds } from '#shared/imports/finish-import';
import { dropImportId } from '#shared/imports/import-ids';
import { type ImportJob, type ImportSource, noCounts } from '#shared/imports/import-job';
import { importKeys } from '#shared/imports/import-plan';
import { problemOf } from '#shared/imports/problems';
import { type Starters, systemPrincipalId } from '#shared/imports/system-principal';
import { policyFor } from '#shared/permissions/policy';
import { FileProblem } from './file-problem.ts';
import { type ObjectCreated, purposeOf } from './object-created.ts';
import { type ReadFile, readFile } from './read-file.ts';

export interface PlanNeeds extends FinishNeeds {
  readonly queue: ChunkQueue;
  readonly starters: Starters;
  /** The bucket whose files are imported; notices of others are ignored. */
  readonly bucket: string;
}

const maxBytes = 536_870_912;

/** Raised when the same bytes would be understood differently than before. */
const rulesVersion = 1;

/**
 * Starts the import of a file that has arrived: reads it once, keeps its plan and chunks, queues the
 * chunks. A notice that comes twice, late or after a crash continues where the first one ended.
 * Returns the import, or undefined where the object is none.
 */
export async function planImport(
  needs: PlanNeeds,
  event: ObjectCreated,
): Promise<ImportJob | undefined> {
  const job = await admit(needs, event);
  if (!job?.source) return undefined;
  if (job.state === 'running') {
    await queueMissing(needs, job);
    return job;
  }
  if (job.state !== 'uploaded') return job;
  try {
    if (job.source.size > maxBytes) throw new FileProblem(problemOf('file.too-large'));
    return await start(needs, job, await readFile(needs.files, job, job.source));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return endWithoutRows(needs, job, 'failed', { problems: [error.problem] });
  }
}

/** Finds or makes the import that the object belongs to. */
async function admit(needs: PlanNeeds, { detail }: ObjectCreated): Promise<ImportJob | undefined> {
  const { store, files, bucket } = needs;
  const { key } = detail.object;
  const purpose = purposeOf(key);
  if (detail.bucket.name !== bucket || purpose.kind === 'none') return undefined;
  const versionId = detail.object['version-id'];
  const facts = await files.facts({ key, versionId });
  if (!facts) return undefined;
  const source: ImportSource = { key, versionId, size: facts.size };

  if (purpose.kind === 'upload') {
    await store.move(purpose.importId, 'uploaded', { source });
    const job = await store.get(purpose.importId);
    // Who uploads a second time into the same form does not change an import that has started.
    return job?.source?.versionId === versionId ? job : undefined;
  }
  const version = versionId ?? detail.object.sequencer ?? facts.at.toISOString();
  const id = dropImportId({ bucket, key, version, at: facts.at });
  const at = facts.at.toISOString();
  await store.create({
    id,
    state: 'uploaded',
    fileName: purpose.fileName,
    object: purpose.object,
    startedBy: systemPrincipalId,
    createdAt: at,
    updatedAt: needs.now(),
    source,
    problems: [],
    redrives: 0,
  });
  return store.get(id);
}

async function start(
  needs: PlanNeeds,
  job: ImportJob,
  { plan, rows, chunks, hash }: ReadFile,
): Promise<ImportJob | undefined> {
  const { store, files, queue, starters } = needs;
  const { mapping, form, language } = plan;
  const { object } = mapping;
  const facts = { object, form, language, rows };

  // 1. May whoever started it do this?
  const starter = await starters.find(job.startedBy);
  const policy = starter && policyFor(starter);
  if (!policy?.can('import', object) || !policy.can('create', object))
    throw new FileProblem(problemOf('file.forbidden'));

  // 2. Was the same content imported before, in the same way?
  const content = createHash('sha256')
    .update(JSON.stringify([rulesVersion, hash, mapping]))
    .digest('hex');
  const holder = await claim(needs, content, job.id);
  if (holder !== job.id)
    return endWithoutRows(needs, job, 'finished', {
      ...facts,
      sameAs: holder,
      counts: { ...noCounts, skipped: rows },
      problems: [problemOf('row.already-imported')],
    });

  // 3. Let it run.
  await files.write(importKeys.plan(job.id), JSON.stringify(plan), 'application/json');
  const running = await store.move(job.id, 'running', { ...facts, chunks });
  if (running) await queue.send(job.id, numbers(chunks));
  return running;
}

/** An earlier import that failed, was cancelled or left rows out does not stand in the way. */
async function claim({ store }: PlanNeeds, content: string, importId: string): Promise<string> {
  const holder = await store.claimContent(content, importId, undefined);
  if (holder === importId) return holder;
  const state = (await store.get(holder))?.state;
  if (state === 'running' || state === 'finished') return holder;
  return store.claimContent(content, importId, holder);
}

/** After a crash between the start and the last message, the rest is sent. */
async function queueMissing({ store, queue }: PlanNeeds, job: ImportJob): Promise<void> {
  const done = new Set((await store.results(job.id)).map(({ chunk }) => chunk));
  await queue.send(
    job.id,
    numbers(job.chunks ?? 0).filter((chunk) => !done.has(chunk)),
  );
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
