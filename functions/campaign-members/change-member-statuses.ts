import { type MemberStatus, memberMoves, reachingStatuses } from '#shared/campaigns/member';
import { changed, memberChange } from '#shared/campaigns/member-changes';
import type { Caller } from '#shared/permissions/policy';
import { updateOf } from '#shared/records/changes';
import type { Origin, StoredRecord } from '#shared/records/record';
import { eachMember, type MembersInput } from './each-member.ts';
import type { MemberDependencies } from './member-dependencies.ts';

export interface ChangeMemberStatusesInput extends MembersInput {
  readonly status: MemberStatus;
}

/**
 * Moves members to another status. An opt-out is written on the person's own record in the same
 * transaction, whoever may change that record, so that no other campaign reaches them either; nothing
 * is sent to somebody who has opted out. Refusals: `campaign.not_member`, `campaign.opted_out`,
 * `campaign.state_conflict`.
 */
export function changeMemberStatuses(
  dependencies: MemberDependencies,
  caller: Caller,
  origin: Origin,
  { status, ...input }: ChangeMemberStatusesInput,
) {
  return eachMember(dependencies, caller, input, (record, member) => {
    if (!member || member.isDormant) return 'campaign.not_member';
    if (member.status === status) return undefined;
    if (!memberMoves[member.status].includes(status)) return 'campaign.state_conflict';
    if (reachingStatuses.includes(status) && record.values['emailOptOut'] === true)
      return 'campaign.opted_out';
    const optOut =
      status === 'opted-out' ? optedOut(dependencies, origin, input.object, record) : undefined;
    return {
      before: member,
      after: changed(member, origin, { status }),
      change: memberChange(
        dependencies.ids,
        origin,
        optOut?.after.version ?? record.version,
        'campaign-moved',
        { id: input.campaignId, status },
      ),
      ...(optOut ? { record: optOut } : {}),
    };
  });
}

/** The person's record after the opt-out; nothing where it says so already. */
function optedOut(
  { ids, definitions }: MemberDependencies,
  { userId, at, cause }: Origin,
  name: MembersInput['object'],
  before: StoredRecord,
) {
  const object = definitions.current(name);
  const origin = { userId, at, cause, means: 'automation' } as const;
  const update = updateOf(ids, origin, object, before, { emailOptOut: true }, before.teamId);
  return update && { object, before, ...update };
}
