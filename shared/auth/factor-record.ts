import type { RequestOrigin } from './request-origin.ts';

/** A change of phone that is under way at the identity provider. */
export interface PhoneChange {
  /** Notes in the history that it was made. */
  made(origin: RequestOrigin): Promise<void>;
  /** Forgets it: it was not made. */
  dropped(): Promise<void>;
}

/** Writes down what happens to a person's factors. */
export interface FactorRecord {
  /** Notes the new factor in the history, and that none is due any more. */
  added(userId: string, origin: RequestOrigin): Promise<void>;
  removed(userId: string, origin: RequestOrigin): Promise<void>;
  preferred(userId: string, origin: RequestOrigin): Promise<void>;
  /** Keeps for three days which phone a person had before a change that is about to be made. */
  phoneChanging(userId: string, former: string | undefined): Promise<PhoneChange>;
}
