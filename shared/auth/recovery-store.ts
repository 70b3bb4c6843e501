/** Links by which people set a new password; the store never holds the token of one. */
export interface RecoveryStore {
  /** Makes a link's token for a code of the identity provider; older links of the user end. */
  create(userId: string, code: string): Promise<string>;
  /** Whose link it is and the code behind it; undefined when unknown, replaced, used or too old. */
  open(token: string): Promise<{ readonly userId: string; readonly code: string } | undefined>;
}
