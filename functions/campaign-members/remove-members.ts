import { memberChange } from '#shared/campaigns/member-changes';
import type { Caller } from '#shared/permissions/policy';
import type { Origin } from '#shared/records/record';
import { eachMember, type MembersInput } from './each-member.ts';
import type { MemberDependencies } from './member-dependencies.ts';

/** Takes records out of a campaign, with what they answered; one that is not in it counts as done. */
export function removeMembers(
  dependencies: MemberDependencies,
  caller: Caller,
  origin: Origin,
  input: MembersInput,
) {
  return eachMember(dependencies, caller, input, ({ version }, member) => {
    if (!member || member.isDormant) return undefined;
    const campaign = { id: input.campaignId };
    return {
      before: member,
      change: memberChange(dependencies.ids, origin, version, 'campaign-left', campaign),
    };
  });
}
