import type { ExportJob } from './export-job.ts';

/** Keeps exports. Every change names the states it may start from, so that a race loses cleanly. */
export interface ExportStore {
  create(job: ExportJob): Promise<void>;
  /** Strongly consistent. */
  find(id: string): Promise<ExportJob | undefined>;
  /** One person's exports, newest first. */
  list(
    userId: string,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<{ readonly jobs: readonly ExportJob[]; readonly next: string | undefined }>;
  /** Applies the change if the job is in one of the states; undefined if it is not. */
  change(
    id: string,
    from: readonly ExportJob['state'][],
    change: Partial<Pick<ExportJob, 'state' | 'rows' | 'bytes' | 'problem' | 'endedAt'>>,
  ): Promise<ExportJob | undefined>;
}

/** Hands an export to a worker; may deliver it twice. */
export interface ExportQueue {
  send(exportId: string): Promise<void>;
}
