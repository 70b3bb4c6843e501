import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { IdentityCheck, SecurityEventName } from '#shared/auth/security-event';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly teamId?: string | undefined;
  readonly managerId?: string | undefined;
  readonly locale: 'en' | 'zh';
}

/** Who changes a user, for the user's history; absent when an operator does it from outside. */
export interface Actor {
  readonly userId: string;
  readonly origin: RequestOrigin;
  readonly reason?: string | undefined;
  readonly identityCheck?: IdentityCheck | undefined;
}

export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  /** Null takes the user out of the team. */
  readonly teamId?: string | null | undefined;
  /** Null: nobody. */
  readonly managerId?: string | null | undefined;
  readonly locale?: StoredPrincipal['locale'] | undefined;
  /** Another name to sign in with; null takes it away. */
  readonly userName?: string | null | undefined;
  readonly status?: StoredPrincipal['status'] | undefined;
  /** Whether they have to enrol a second factor before anything else. */
  readonly factorDue?: boolean | undefined;
  /** Whether all sessions of the user end with the same write. */
  readonly endsSessions?: boolean;
}

/** Which users; all that is given has to fit. */
export interface UserFilter {
  /** Part of the name or of the e-mail address, whatever the case and width of its letters. */
  readonly search?: string | undefined;
  readonly status?: StoredPrincipal['status'] | undefined;
  readonly role?: string | undefined;
  readonly teamId?: string | undefined;
  readonly managerId?: string | undefined;
}

export interface UserPage {
  readonly users: readonly StoredPrincipal[];
  readonly next: string | undefined;
}

export interface UserStore {
  find(userId: string): Promise<StoredPrincipal | undefined>;
  list(page: {
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly filter?: UserFilter;
  }): Promise<UserPage>;
  /** Adds an invited user. Throws `user.exists` with the id of whoever has the address, `team.unknown`. */
  add(user: NewUser, by: Actor): Promise<StoredPrincipal>;
  /** Adds the organisation's first administrator; `taken` with their id when there has been one. */
  addFirstAdministrator(
    user: NewUser,
  ): Promise<{ readonly outcome: 'added' | 'taken'; readonly userId: string }>;
  /** Notes under which name the identity provider knows the user. */
  linkAccount(userId: string, username: string): Promise<void>;
  /**
   * Changes the user if they still are as `before` says. Throws `record.version_conflict`,
   * `team.unknown` and `user.last_administrator`: at no time is there no active administrator.
   */
  change(
    before: StoredPrincipal,
    change: UserChange,
    event: SecurityEventName,
    by: Actor,
  ): Promise<StoredPrincipal>;
  /** Adds to the user's history. */
  note(userId: string, event: SecurityEventName, by: Actor): Promise<void>;
}
