import type { AccessReview, Decision, ReviewLine } from './access-review.ts';

/** Access reviews with their lines, kept as evidence. */
export interface ReviewStore {
  /** Writes the lines first: a review that can be seen is complete. One of this id that is there stays. */
  add(review: AccessReview, lines: readonly ReviewLine[]): Promise<void>;
  /** Notes that people were reminded. */
  noteReminder(reviewId: string, reminder: string): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly AccessReview[]>;
  find(
    reviewId: string,
  ): Promise<{ readonly review: AccessReview; readonly lines: readonly ReviewLine[] } | undefined>;
  /** A review with the line of one person, if they are in it. */
  findLine(
    reviewId: string,
    userId: string,
  ): Promise<{ readonly review: AccessReview; readonly line: ReviewLine } | undefined>;
  /** Whether somebody is left to decide about. */
  isOpen(reviewId: string): Promise<boolean>;
  /**
   * Keeps others from deciding while a decision is carried out, for a minute: cut off, anybody may make it
   * again then. False if somebody else is at it, or it has been decided.
   */
  claim(reviewId: string, userId: string, decision: Decision): Promise<boolean>;
  /** False if the person was decided about before, or the review is closed. */
  decide(reviewId: string, userId: string, decision: Decision): Promise<boolean>;
  close(reviewId: string, at: string): Promise<void>;
}

/** On which day each permission of a person was last used. */
export interface PermissionUses {
  of(userIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
}

/** How decisions are carried out; repeating one changes nothing. */
export interface AccessChanges {
  changeRole(userId: string, roleId: string): Promise<void>;
  block(userId: string): Promise<void>;
}
