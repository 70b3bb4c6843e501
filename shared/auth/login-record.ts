import type { StoredPrincipal } from './principal-item.ts';
import type { RequestOrigin } from './request-origin.ts';

/** Who wants to change to which e-mail address. */
export interface ExpectedEmail {
  readonly userId: string;
  readonly email: string;
}

/** The names by which people sign in, each with one person at most. */
export interface LoginRecord {
  /** Keeps, for an hour, to which e-mail address the person of an account wants to change. */
  expectEmail(username: string, expected: ExpectedEmail): Promise<void>;
  expectedEmail(username: string): Promise<ExpectedEmail | undefined>;
  /**
   * Gives a person another e-mail address or user name; none takes the user name away. Throws
   * `user.exists` where somebody else has it, `record.version_conflict` where it changed meanwhile.
   */
  changeLogin(
    person: StoredPrincipal,
    kind: 'email' | 'userName',
    login: string | undefined,
    origin: RequestOrigin,
  ): Promise<void>;
}
