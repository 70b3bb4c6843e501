import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { Starters } from '#shared/imports/system-principal';
import type { Caller } from '#shared/permissions/policy';
import type { RecordJob } from '#shared/record-jobs/record-job';
import type { RecordJobStore } from '#shared/record-jobs/record-job-store';
import type { StoredRecord } from '#shared/records/record';

/** Which of a page's records were changed, and which were refused. */
export interface WorkedPage {
  readonly changed: number;
  readonly refused: number;
}

/** A page of the job's list as its starter may see it. */
export interface ListedPage {
  readonly records: readonly StoredRecord[];
  readonly nextCursor: string | undefined;
}

export interface RunJobNeeds {
  readonly jobs: Pick<RecordJobStore, 'find' | 'change'>;
  readonly starters: Starters;
  readonly page: (caller: Caller, job: RecordJob) => Promise<ListedPage>;
  readonly work: (
    caller: Caller,
    job: RecordJob,
    records: readonly StoredRecord[],
  ) => Promise<WorkedPage>;
  /** What is left to do once no record is left. */
  readonly finish: (job: RecordJob) => Promise<void>;
  readonly clock: Clock;
}

/** `unfinished`: send the message again; `idle`: it has ended, or somebody cancelled it. */
export type JobEnd = 'finished' | 'failed' | 'unfinished' | 'idle';

/**
 * Goes on with a job from where it was noted last, page by page, with the rights that its starter has
 * now. What was done before a crash is done again, which changes nothing.
 */
export async function runRecordJob(
  needs: RunJobNeeds,
  jobId: string,
  mayGoOn: () => boolean,
): Promise<JobEnd> {
  const { jobs, clock } = needs;
  const found = await jobs.change(jobId, ['queued', 'running'], { state: 'running' });
  if (!found) return 'idle';
  let job = found;
  const end = async (change: Pick<RecordJob, 'state' | 'problem'>, as: JobEnd): Promise<JobEnd> => {
    const endedAt = clock.now().toISOString();
    return (await jobs.change(jobId, ['running'], { ...change, endedAt })) ? as : 'idle';
  };
  while (mayGoOn()) {
    const caller = await needs.starters.find(job.startedBy);
    if (!caller) return end({ state: 'failed', problem: 'not_permitted' }, 'failed');
    let next: RecordJob | 'done' | undefined;
    try {
      next = await onePage(needs, caller, job);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
      return end({ state: 'failed', problem: 'not_permitted' }, 'failed');
    }
    if (next === undefined) return 'idle';
    if (next === 'done') {
      await needs.finish(job);
      return end({ state: 'finished' }, 'finished');
    }
    job = next;
  }
  return 'unfinished';
}

/** Works a page and notes it; undefined once somebody has cancelled the job. */
async function onePage(
  { jobs, page, work }: RunJobNeeds,
  caller: Caller,
  job: RecordJob,
): Promise<RecordJob | 'done' | undefined> {
  const { records, nextCursor } = await page(caller, job);
  const { changed, refused } = await work(caller, job, records);
  const isFirst = job.pass === 'first';
  const noted = await jobs.change(job.id, ['running'], {
    // The second pass sees the same records again: only what it changes is news.
    looked: job.looked + (isFirst ? records.length : 0),
    refused: job.refused + (isFirst ? refused : 0),
    changed: job.changed + changed,
    cursor: nextCursor ?? '',
    pass: nextCursor === undefined ? 'second' : job.pass,
  });
  return noted && nextCursor === undefined && !isFirst ? 'done' : noted;
}
