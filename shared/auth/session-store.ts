import type { ProviderTokens } from './identity-provider.ts';
import type { StoredPrincipal } from './principal-item.ts';
import type { RequestOrigin } from './request-origin.ts';
import type { SecurityEventName } from './security-event.ts';
import type { Restriction } from './session-standing.ts';

/** A session as its owner sees it in the list. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly device: string;
  readonly sourceIp: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
}

/** A new session: the token is given to the client once and kept nowhere. */
export interface OpenedSession {
  readonly token: string;
  readonly sessionId: string;
  readonly confirmedUntil: string;
  readonly absoluteUntil: string;
}

export interface SessionStore {
  /**
   * Opens a session for the principal as it was read before the password was checked: if it was
   * blocked or reset since then, this throws `sign_in.refused`. Makes an invited person active.
   */
  open(
    principal: StoredPrincipal,
    tokens: ProviderTokens,
    origin: RequestOrigin,
    restriction?: Restriction,
  ): Promise<OpenedSession>;
  /**
   * Gives a live session a new token after its person has proved once more who they are; the old
   * token ends. Throws `request.unauthenticated`.
   */
  renew(token: string, tokens: ProviderTokens, origin: RequestOrigin): Promise<OpenedSession>;
  /** Lets a restricted session do all from now on; one that has ended stays so. */
  lift(token: string): Promise<void>;
  /** A person's live sessions, newest first. */
  list(userId: string): Promise<readonly SessionSummary[]>;
  /** Ends one session of the person; false when there is no such session. */
  end(userId: string, sessionId: string, origin: RequestOrigin): Promise<boolean>;
  /**
   * Ends the session of a token, whoever's it is, and gives the provider's tokens that went with it;
   * undefined where there is no such session.
   */
  endPresented(token: string, origin: RequestOrigin): Promise<ProviderTokens | undefined>;
  /** Ends all sessions of the person but this one; how many those were. */
  endOthers(userId: string, sessionId: string, origin: RequestOrigin): Promise<number>;
  /** Ends all sessions of the person with one write, then clears them away. */
  endAll(userId: string, event: SecurityEventName, by?: SessionEnder): Promise<void>;
  /** Clears away the rows of sessions that a change of the principal has already ended. */
  sweep(userId: string): Promise<void>;
  /** The Cognito tokens of a live session; undefined when there are none. */
  tokens(token: string): Promise<ProviderTokens | undefined>;
  /** Notes that the provider has confirmed the person again. Never revives an ended session. */
  confirm(
    token: string,
    tokens: ProviderTokens,
  ): Promise<{ readonly refreshBefore: string; readonly endsAt: string }>;
}

export interface SessionEnder {
  readonly byUserId?: string;
  readonly origin?: RequestOrigin;
  readonly reason?: string | undefined;
}
