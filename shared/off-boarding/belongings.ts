import * as z from 'zod';
import type { StoredPrincipal } from '#shared/auth/principal-item';

/** What a person leaves behind besides records, in the order in which it is settled. */
export const belongingNames = [
  'passkeys',
  /** Keys by which other systems act for them: revoked. */
  'apiKeys',
  /** Colleagues whose manager they are. */
  'reports',
  /** Views that only they see: removed. */
  'privateViews',
  /** Views that others see too: handed over. */
  'sharedViews',
  /** Open decisions of access reviews about them. */
  'accessDecisions',
  /** Records of others that were opened for them: ended. */
  'sharesWithThem',
  /** Records that they opened for others: handed over, or ended without a successor. */
  'sharesByThem',
] as const;

export type BelongingName = (typeof belongingNames)[number];

export const BelongingCounts = z.partialRecord(z.enum(belongingNames), z.int());

export type BelongingCounts = z.output<typeof BelongingCounts>;

/** Whether there is something among them that only a successor can take: what others rely on. */
export function needSuccessor({ sharedViews = 0 }: BelongingCounts): boolean {
  return sharedViews > 0;
}

/** Who leaves, and who gets what they had. */
export interface Leaving {
  readonly userId: string;
  readonly successor: StoredPrincipal | undefined;
  /** Who started it, and why. */
  readonly startedBy: string;
  readonly reason: string;
  readonly jobId: string;
}

/** Things of one or a few kinds that name a person. */
export interface Belongings {
  readonly names: readonly BelongingName[];
  /** How many there are, by kind. */
  count(userId: string): Promise<BelongingCounts>;
  /**
   * Ends them or hands them over; repeating it changes nothing. False when `mayGoOn` stopped it. Throws
   * `user.successor_required` for what only a successor can take.
   */
  settle(leaving: Leaving, mayGoOn: () => boolean): Promise<boolean>;
}
