import type { OffBoarding, OffBoardingMessage } from './off-boarding.ts';

/** Off-boardings; of a person only the newest can be under way. */
export interface OffBoardingStore {
  /** The newest of a person, strongly consistent. */
  find(userId: string): Promise<OffBoarding | undefined>;
  /**
   * Adds one in the place of `former`, which is ended or only scheduled; a scheduled one is cancelled
   * by it. False if another was added or `former` went on meanwhile.
   */
  add(job: OffBoarding, former: OffBoarding | undefined): Promise<boolean>;
  /** Writes the next version; false if somebody else has done so. */
  save(next: OffBoarding): Promise<boolean>;
  /** Newest first, at most 50. */
  list(before?: string): Promise<readonly OffBoarding[]>;
  /** Those that are not ended, by when they are due; a moment behind. */
  listOpen(): Promise<readonly OffBoarding[]>;
}

/** Hands work to the off-boarding worker; what is accepted is done at least once. */
export interface OffBoardingQueue {
  send(message: OffBoardingMessage): Promise<void>;
}
