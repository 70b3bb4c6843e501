import type { RequestOrigin } from './request-origin.ts';

/** How many codes a person gets at a time. */
export const savedCodeCount = 10;

/** Codes on paper that stand in for a second factor, each once (NIST SP 800-63B-4 §4.2.1.1). */
export interface SavedCodes {
  /** Makes ten new codes, which end all former ones; they are told once and kept nowhere. */
  make(userId: string, origin: RequestOrigin): Promise<readonly string[]>;
  /** Ends all of a person's codes. */
  remove(userId: string): Promise<void>;
  /** How many are left. */
  count(userId: string): Promise<number>;
  /**
   * Uses a code up and notes that its owner has to enrol a factor anew; of two users of one code one
   * succeeds. False for a code that is unknown, used or another's.
   */
  use(userId: string, code: string, origin: RequestOrigin): Promise<boolean>;
}
