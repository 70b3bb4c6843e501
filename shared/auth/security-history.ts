import type { RequestOrigin } from './request-origin.ts';
import type { IdentityCheck, SecurityEventName } from './security-event.ts';

/** Something that happened to an account, as it is told later. */
export interface HistoryEntry {
  readonly eventId: string;
  readonly name: SecurityEventName;
  readonly at: string;
  /** Who did it, when it was not the person. */
  readonly byUserId?: string | undefined;
  readonly device?: string | undefined;
  readonly sourceIp?: string | undefined;
  /** Why, in the words of who did it. */
  readonly reason?: string | undefined;
  readonly identityCheck?: IdentityCheck | undefined;
  /** The API key that it happened to. */
  readonly keyId?: string | undefined;
}

/** Failures that are recorded where nothing else is written. */
export type FailureName = 'sign_in.failed' | 'sign_in.factor_failed';

/** What has happened to people's accounts, kept for twelve months. */
export interface SecurityHistory {
  /** Writes an event that no other write brings along. */
  record(userId: string, name: SecurityEventName, origin: RequestOrigin): Promise<void>;
  /** As `record`, with the same effort for nobody (undefined), so that its time tells nothing. */
  recordFailure(
    userId: string | undefined,
    name: FailureName,
    origin: RequestOrigin,
  ): Promise<void>;
  /** Newest first, at most 50; `before` is the id of the last event of the page before. */
  list(userId: string, before?: string): Promise<HistoryPage>;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** To be given as `before` for the next page; absent on the last. */
  readonly next?: string | undefined;
}
