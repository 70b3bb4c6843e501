/** Links and codes by which people set a new password; the store never holds what opens one. */
export interface RecoveryStore {
  /** Makes a link's token for a code of the identity provider; older links and codes end. */
  create(userId: string, code: string): Promise<string>;
  /** Notes a code that goes to a phone, for whoever made the request; older links and codes end. */
  noteCode(userId: string, requestHash: string, code: string): Promise<void>;
  /** Makes the token of somebody who has proved themselves; links and codes end. */
  createProved(userId: string): Promise<string>;
  /** Whose link it is and the code behind it; undefined when unknown, replaced, used or too old. */
  open(token: string): Promise<OpenedRecovery | undefined>;
  /**
   * Whose code it is, when it is the newest and in time; counts each try, of which there are five.
   * Takes as long for a request about nobody.
   */
  openCode(recoveryToken: string, code: string): Promise<OpenedRecovery | undefined>;
}

export interface OpenedRecovery {
  readonly userId: string;
  /** The identity provider's own code; undefined where the person has proved themselves to us. */
  readonly code: string | undefined;
}
