import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RecordJob } from '#shared/record-jobs/record-job';
import type { RecordJobStore } from '#shared/record-jobs/record-job-store';

type Caller = Pick<Principal, 'userId'>;

/** A job of the caller's own. Throws `request.not_found`. */
export async function ownRecordJob(
  jobs: Pick<RecordJobStore, 'find'>,
  { userId }: Caller,
  jobId: string,
): Promise<RecordJob> {
  const job = await jobs.find(jobId);
  if (job?.startedBy !== userId) throw new DomainError('request.not_found');
  return job;
}

/** Stops a job; the worker notices between two pages. Throws `record_job.state_conflict` once it has ended. */
export async function cancelRecordJob(
  jobs: RecordJobStore,
  caller: Caller,
  jobId: string,
  endedAt: string,
): Promise<RecordJob> {
  await ownRecordJob(jobs, caller, jobId);
  const change = { state: 'cancelled', endedAt } as const;
  const cancelled = await jobs.change(jobId, ['queued', 'running'], change);
  if (!cancelled) throw new DomainError('record_job.state_conflict');
  return cancelled;
}
