/** What lets somebody back in without their password and without an administrator. */
export interface WaysBack {
  /**
   * Ends saved codes, answers to security questions, copies of authenticators, and passkeys that were
   * added within 72 hours: whoever had the account may have made them. May be repeated.
   */
  close(userId: string): Promise<void>;
}
