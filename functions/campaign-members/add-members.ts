import type { MemberStatus } from '#shared/campaigns/member';
import { joining, memberChange } from '#shared/campaigns/member-changes';
import type { Caller } from '#shared/permissions/policy';
import type { Origin } from '#shared/records/record';
import { eachMember, type MembersInput } from './each-member.ts';
import type { MemberDependencies } from './member-dependencies.ts';

export interface AddMembersInput extends MembersInput {
  readonly status: MemberStatus;
}

/**
 * Puts records into a campaign; one that is in it already stays as it is. Who wants no mail of
 * campaigns is refused as `campaign.opted_out`, who may not be seen as `request.not_found`.
 */
export function addMembers(
  dependencies: MemberDependencies,
  caller: Caller,
  origin: Origin,
  { status, ...input }: AddMembersInput,
) {
  const { campaignId, object } = input;
  return eachMember(dependencies, caller, input, ({ id, version, values }, member) => {
    if (member && !member.isDormant) return undefined;
    if (values['emailOptOut'] === true) return 'campaign.opted_out';
    const after = joining(origin, campaignId, { object, id }, status);
    return {
      // A membership that sleeps went to another record once; this one is new.
      ...(member
        ? { before: member, after: { ...after, version: member.version + 1 } }
        : { after }),
      change: memberChange(dependencies.ids, origin, version, 'campaign-joined', {
        id: campaignId,
        status,
      }),
    };
  });
}
