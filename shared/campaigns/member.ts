/** What a campaign reaches: people we know, and people we may come to know. */
export const memberObjects = ['contact', 'lead'] as const;

export type MemberObject = (typeof memberObjects)[number];

/** Where a member stands: what the field calls Sent and Responded, with what mail systems report. */
export const memberStatuses = [
  'planned',
  'sent',
  'opened',
  'responded',
  'bounced',
  'opted-out',
] as const;

export type MemberStatus = (typeof memberStatuses)[number];

/**
 * Where a status may lead; a wrong entry can be put right, but for an opt-out, which only the person
 * takes back: their own field is cleared, and they are added anew.
 */
export const memberMoves: Readonly<Record<MemberStatus, readonly MemberStatus[]>> = {
  planned: ['sent', 'opened', 'responded', 'bounced', 'opted-out'],
  sent: ['planned', 'opened', 'responded', 'bounced', 'opted-out'],
  opened: ['sent', 'responded', 'bounced', 'opted-out'],
  responded: ['sent', 'opened', 'opted-out'],
  bounced: ['planned', 'sent', 'opened', 'responded', 'opted-out'],
  'opted-out': [],
};

/** Of two memberships of one person the one that says more about them is kept. */
export const memberWeight: Readonly<Record<MemberStatus, number>> = {
  planned: 0,
  sent: 1,
  bounced: 2,
  opened: 3,
  responded: 4,
  'opted-out': 5,
};

/** Statuses in which something is sent to the person. */
export const reachingStatuses: readonly MemberStatus[] = ['planned', 'sent'];

/** Responses kept of one member; further ones are refused. */
export const mostResponses = 50;

export interface CampaignResponse {
  readonly id: string;
  /** UTC, ISO-8601; when it came, which may be before it was noted. */
  readonly at: string;
  readonly note?: string | undefined;
  readonly by: string;
}

/** A record as the member of a campaign names it. */
export interface MemberRecord {
  readonly object: MemberObject;
  readonly id: string;
}

/** A membership that went into another one by a merge or a conversion, with the status that it had. */
export interface AbsorbedMember extends MemberRecord {
  readonly campaignId: string;
  readonly status: MemberStatus;
}

/** A person in a campaign. */
export interface Member {
  readonly campaignId: string;
  readonly object: MemberObject;
  readonly recordId: string;
  readonly status: MemberStatus;
  /** Rises by one with every change, from 1. */
  readonly version: number;
  readonly addedAt: string;
  readonly addedBy: string;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly responses: readonly CampaignResponse[];
  /** Neither listed nor counted: the record is in the bin, or its membership went to another record. */
  readonly isDormant: boolean;
  /** The record that this membership came from, by a merge or a conversion. */
  readonly from?: MemberRecord | undefined;
  /** The record that this membership went to. */
  readonly movedTo?: MemberRecord | undefined;
  /** The campaign that this membership went to when its own was merged. */
  readonly movedToCampaign?: string | undefined;
  /**
   * What this one has taken in, and the status that it had before: `none` where there was no membership,
   * absent once somebody has changed it since.
   */
  readonly absorbed?:
    | {
        readonly statusBefore?: MemberStatus | 'none' | undefined;
        readonly from: readonly AbsorbedMember[];
      }
    | undefined;
}
