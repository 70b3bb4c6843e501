import { createHash } from 'node:crypto';
import { policyFor } from '#shared/permissions/policy';
import { firstWindow } from './chunk-queue.ts';
import { endWithoutRows, type FinishNeeds } from './finish-import.ts';
import { type ImportJob, noCounts } from './import-job.ts';
import type { ImportPlan } from './import-plan.ts';
import type { ImportStore } from './import-store.ts';
import { problemOf } from './problems.ts';
import type { Starters } from './system-principal.ts';

export interface RunNeeds extends FinishNeeds {
  readonly starters: Starters;
}

/** Raised when the same bytes would be understood differently than before. */
const rulesVersion = 2;

/** Whether whoever started an import may do what it would do. */
export async function mayRun(
  { starters }: Pick<RunNeeds, 'starters'>,
  job: ImportJob,
  { mapping, options }: ImportPlan,
): Promise<boolean> {
  const starter = await starters.find(job.startedBy);
  if (!starter) return false;
  const policy = policyFor(starter);
  return (
    policy.can('import', mapping.object) &&
    (options.missing === 'skip' || policy.can('create', mapping.object)) &&
    (options.existing === 'skip' || policy.can('update', mapping.object))
  );
}

/**
 * Lets a planned import run: its first chunks are queued, unless the same content was imported in the
 * same way before, which ends it at once. Undefined if it moved on meanwhile.
 */
export async function letRun(
  needs: RunNeeds,
  job: ImportJob,
  plan: ImportPlan,
): Promise<ImportJob | undefined> {
  const { store, queue, now } = needs;
  if (!(await mayRun(needs, job, plan)))
    return endWithoutRows(needs, job, 'failed', { problems: [problemOf('file.forbidden')] });

  // Writing over records again may be meant: only what changes nothing twice is recognised.
  if (plan.options.existing === 'skip') {
    const content = createHash('sha256')
      .update(JSON.stringify([rulesVersion, plan.contentHash, plan.mapping, plan.options]))
      .digest('hex');
    const holder = await claim(store, content, job.id);
    if (holder !== job.id)
      return endWithoutRows(needs, job, 'finished', {
        sameAs: holder,
        counts: { ...noCounts, skipped: job.rows ?? 0 },
        problems: [problemOf('row.already-imported')],
      });
  }
  const running = await store.move(job.id, 'running', { startedAt: now(), redrives: 0 });
  if (running) await queue.send(job.id, 'rows', firstWindow(job.chunks ?? 0));
  return running;
}

/** An earlier import that failed, was cancelled, undone or left rows out does not stand in the way. */
async function claim(store: ImportStore, content: string, importId: string): Promise<string> {
  const holder = await store.claimContent(content, importId, undefined);
  if (holder === importId) return holder;
  const state = (await store.get(holder))?.state;
  if (state === 'running' || state === 'finished') return holder;
  return store.claimContent(content, importId, holder);
}
