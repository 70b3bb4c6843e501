import type { RequestOrigin } from './request-origin.ts';

/** Says “this was not me” to what a notice tells. */
export interface Disavowals {
  /** Makes the token of a link in a notice; it works for seven days and once. */
  create(userId: string, noticeAt: string): Promise<string>;
  /**
   * Locks a token's owner and ends all their sessions, all in one write; from the return
   * on nobody is admitted as them. The last administrator is not locked, or nobody could unlock them.
   * Undefined for a token that is unknown, too old or completed; until then it may be repeated.
   */
  act(token: string, origin: RequestOrigin): Promise<Disavowed | undefined>;
  /** Notes that all that follows from it is on its way: the token is used up. */
  complete(token: string): Promise<void>;
}

export interface Disavowed {
  readonly userId: string;
  readonly isLocked: boolean;
}
