import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { recordKey } from '#shared/records/record-item';
import { type Member, type MemberRecord, memberObjects, memberStatuses } from './member.ts';

/** Sort keys of memberships start with it, in the partition of the person; the campaign's id follows. */
export const memberPrefix = 'campaign#';

/** A membership lies with its record, so that a person's campaigns are one Query. */
export function memberKey(campaignId: string, { object, id }: MemberRecord): ItemKey {
  return { pk: recordKey(object, id).pk, sk: `${memberPrefix}${campaignId}` };
}

/** The partition of the index `byOwner` with all members of a campaign; no object has this name. */
export function membersPartition(campaignId: string): string {
  return `campaign-members#${campaignId}`;
}

/** That of the index `byStage` with the members of one status. */
export function statusPartition(campaignId: string, status: Member['status']): string {
  return `${membersPartition(campaignId)}#${status}`;
}

/** That of the index `byOwner` with memberships that sleep, for the day that the campaign goes for good. */
export function sleepingPartition(campaignId: string): string {
  return `${membersPartition(campaignId)}#dormant`;
}

/** Where a member stands in the lists of its campaign: last changed first. */
export function memberPosition({ changedAt, object, recordId }: Member): string {
  return `${changedAt}\t${object}#${recordId}`;
}

const Reference = z.object({ object: z.enum(memberObjects), id: z.string() });

const StoredMember = z.object({
  schemaVersion: z.literal(1),
  campaignId: z.string(),
  object: z.enum(memberObjects),
  recordId: z.string(),
  status: z.enum(memberStatuses),
  version: z.int(),
  addedAt: z.string(),
  addedBy: z.string(),
  changedAt: z.string(),
  changedBy: z.string(),
  responses: z.array(
    z.object({ id: z.string(), at: z.string(), note: z.string().optional(), by: z.string() }),
  ),
  isDormant: z.boolean(),
  from: Reference.optional(),
  movedTo: Reference.optional(),
  movedToCampaign: z.string().optional(),
  absorbed: z
    .object({
      statusBefore: z.enum([...memberStatuses, 'none']).optional(),
      from: z.array(Reference.extend({ campaignId: z.string(), status: z.enum(memberStatuses) })),
    })
    .optional(),
});

export function toMemberItem(member: Member): Record<string, unknown> {
  const { campaignId, object, recordId: id, status, isDormant } = member;
  const lists = isDormant
    ? { ownerPk: sleepingPartition(campaignId) }
    : { ownerPk: membersPartition(campaignId), stagePk: statusPartition(campaignId, status) };
  return {
    ...memberKey(campaignId, { object, id }),
    schemaVersion: 1,
    ...member,
    ...lists,
    updatedSk: memberPosition(member),
  };
}

export function fromMemberItem(item: unknown): Member {
  const { schemaVersion: _, ...member } = StoredMember.parse(item);
  return member;
}

/** Over how many items a campaign's figures are spread: each takes a thousand writes a second. */
export const figureShards = 4;

export function figuresKey(campaignId: string, shard: number): ItemKey {
  return { pk: recordKey('campaign', campaignId).pk, sk: `figures#${shard}` };
}
