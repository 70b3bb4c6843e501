/** Keeps each reminder from going out twice. */
export interface ReminderStore {
  /**
   * Takes a reminder over for five minutes; false when it has gone out or somebody is at it. A due
   * date moves with the password, so that a new one is reminded of anew.
   */
  claim(userId: string, dueAt: Date, days: number): Promise<boolean>;
  /** Notes that the reminder has gone out. */
  settle(userId: string, dueAt: Date, days: number): Promise<void>;
}
