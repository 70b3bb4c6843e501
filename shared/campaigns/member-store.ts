import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Change, StoredRecord } from '#shared/records/record';
import type { Member, MemberObject, MemberRecord, MemberStatus } from './member.ts';

/** A membership as it is to be: `before` is what was read, absent where there was none. */
export interface MemberWrite {
  readonly before?: Member | undefined;
  /** Absent: the membership ends. */
  readonly after?: Member | undefined;
  /** The entry in the history of the person; what only follows from a change elsewhere has none. */
  readonly change?: Change | undefined;
  /** The person's own record, where it changes along with the membership. */
  readonly record?:
    | {
        readonly object: ObjectDefinition;
        readonly before: StoredRecord;
        readonly after: StoredRecord;
        readonly change: Change;
      }
    | undefined;
}

/** `stale`: the membership or the record was changed meanwhile; `gone`: the record is not live any more. */
export type MemberOutcome = 'written' | 'stale' | 'gone' | 'campaign-gone';

export interface MemberPage {
  readonly members: readonly Member[];
  readonly next: string | undefined;
}

/** How many members of each status, and how many responses. */
export interface MemberCounts {
  readonly byStatus: Readonly<Record<MemberStatus, number>>;
  readonly responses: number;
}

/** The members of campaigns, kept with the records they are about. */
export interface MemberStore {
  /** Those of the records that are members, strongly consistent, in no order. */
  getMany(
    campaignId: string,
    object: MemberObject,
    ids: readonly string[],
  ): Promise<readonly Member[]>;
  /**
   * Writes many, packed into transactions, each with the campaign's figures; the outcome of each stands
   * at its index. A campaign or record that is not live takes no new member.
   */
  write(campaignId: string, writes: readonly MemberWrite[]): Promise<readonly MemberOutcome[]>;
  /** Writes all of these, of whatever campaigns, or, where one of them is stale or its record gone, none. */
  settle(writes: readonly MemberWrite[]): Promise<boolean>;
  /** Members that count, or those that sleep, last changed first. */
  list(
    campaignId: string,
    page: {
      readonly status: MemberStatus | undefined;
      readonly isDormant?: boolean;
      readonly limit: number;
      readonly after: string | undefined;
    },
  ): Promise<MemberPage>;
  /** All memberships of a record, dormant ones too. */
  ofRecord(record: MemberRecord): Promise<readonly Member[]>;
  counts(campaignId: string): Promise<MemberCounts>;
  /** Ends all memberships of a campaign that has gone for good. */
  clear(campaignId: string): Promise<void>;
}
