import type { RecordJob } from './record-job.ts';

export type JobChange = Partial<
  Pick<
    RecordJob,
    'state' | 'looked' | 'changed' | 'refused' | 'pass' | 'cursor' | 'problem' | 'endedAt'
  >
>;

/** Background work on records, with how far it has come. */
export interface RecordJobStore {
  /** A job with this id that is there already is that job. */
  create(job: RecordJob): Promise<void>;
  find(id: string): Promise<RecordJob | undefined>;
  /** A person's own, newest first; at most fifty. */
  list(userId: string): Promise<readonly RecordJob[]>;
  /** Changes a job in one of these states; undefined if it is in another. */
  change(
    id: string,
    from: readonly RecordJob['state'][],
    change: JobChange,
  ): Promise<RecordJob | undefined>;
}

/** Brings jobs to the worker; a message may arrive more than once. */
export interface RecordJobQueue {
  send(jobId: string): Promise<void>;
}
