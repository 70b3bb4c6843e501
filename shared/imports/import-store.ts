import type { ChunkResult, ImportJob } from './import-job.ts';
import type { ImportState } from './import-states.ts';
import type { Stage } from './stage.ts';

/** What a transition writes besides the state. */
export type JobChanges = Partial<
  Omit<ImportJob, 'id' | 'state' | 'fileName' | 'startedBy' | 'createdAt' | 'updatedAt'>
>;

export interface JobPage {
  readonly jobs: readonly ImportJob[];
  /** The id after which the next page starts; absent at the end. */
  readonly next: string | undefined;
}

/** The imports with their progress. Every write is conditional and can be repeated. */
export interface ImportStore {
  /** Keeps a new import; false if one with this id is there already. */
  create(job: ImportJob): Promise<boolean>;
  get(id: string): Promise<ImportJob | undefined>;
  /**
   * Moves an import to a state if its present one allows that (`priorStates`); undefined if not.
   * The changes are written with it.
   */
  move(id: string, to: ImportState, changes: JobChanges): Promise<ImportJob | undefined>;
  /** Changes an import without moving it, if it is in one of these states; undefined if not. */
  amend(
    id: string,
    states: readonly ImportState[],
    changes: JobChanges,
  ): Promise<ImportJob | undefined>;
  /** Newest first. */
  list(page: { readonly limit: number; readonly after: string | undefined }): Promise<JobPage>;
  /** All imports that have not ended, and those whose end has not been told. */
  listOpen(): Promise<readonly ImportJob[]>;
  /** Keeps what became of a chunk in a stage; false if that is known already. */
  putResult(id: string, stage: Stage, result: ChunkResult): Promise<boolean>;
  getResult(id: string, stage: Stage, chunk: number): Promise<ChunkResult | undefined>;
  /** Results of all chunks that have one, in order; strongly consistent. */
  results(id: string, stage: Stage): Promise<readonly ChunkResult[]>;
  /** Forgets results, so that their chunks can be done again. */
  dropResults(id: string, stage: Stage, chunks: readonly number[]): Promise<void>;
  /** Notes that one more chunk is done and tells how many are: a hint when to look, never a total. */
  noteProgress(id: string, stage: Stage): Promise<number>;
  /** When a chunk was last noted as done, as ISO-8601. */
  lastProgress(id: string, stage: Stage): Promise<string | undefined>;
  /** Notes that stalled chunks are sent again; false if somebody else just did. */
  noteRedrive(job: ImportJob, redrives: number): Promise<boolean>;
  /**
   * Takes a content for an import and tells whose it is: the import's own id, or the earlier one's.
   * `unless` is the earlier import whose claim may be replaced.
   */
  claimContent(hash: string, importId: string, unless: string | undefined): Promise<string>;
}
