import type { RequestOrigin } from './request-origin.ts';

/** Writes down what happens to a person's factors. */
export interface FactorRecord {
  /** Notes the new factor in the history, and that none is due any more. */
  added(userId: string, origin: RequestOrigin): Promise<void>;
  removed(userId: string, origin: RequestOrigin): Promise<void>;
  preferred(userId: string, origin: RequestOrigin): Promise<void>;
  phoneChanged(userId: string, origin: RequestOrigin): Promise<void>;
}
