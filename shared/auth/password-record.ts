import type { RequestOrigin } from './request-origin.ts';

/** Writes down that a person has a new password. */
export interface PasswordRecord {
  /**
   * Notes the change in the principal and its history, voids the recovery link and ends all
   * sessions; from the return on no earlier session is admitted.
   */
  passwordChanged(
    userId: string,
    how: 'password.changed' | 'password.recovered',
    origin: RequestOrigin,
  ): Promise<void>;
}
