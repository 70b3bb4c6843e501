import type { Principal } from '#shared/auth/principal';
import type { MemberObject } from '#shared/campaigns/member';
import { policyFor } from '#shared/permissions/policy';
import { loadRecord } from '../records/load-record.ts';
import type { MemberDependencies } from './member-dependencies.ts';
import { memberView, nameOf } from './member-view.ts';
import { readableRecords } from './readable-records.ts';

/**
 * The campaigns that a person is in, as far as the caller may read them, last changed first: one Query
 * and a read of the campaigns. Throws `request.not_found`.
 */
export async function listCampaignsOf(
  dependencies: MemberDependencies,
  principal: Principal,
  object: MemberObject,
  id: string,
) {
  const { members, definitions } = dependencies;
  await loadRecord(dependencies, principal, 'read', definitions.current(object), id);
  const memberships = (await members.ofRecord({ object, id })).filter((each) => !each.isDormant);
  const policy = policyFor(principal);
  const campaign = definitions.current('campaign');
  const readable = await readableRecords(
    dependencies,
    principal,
    'campaign',
    memberships.map(({ campaignId }) => campaignId),
  );
  const items = memberships
    .toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1))
    .flatMap((member) => {
      const record = readable.get(member.campaignId);
      return record ? [{ ...memberView(member), name: nameOf(policy, campaign, record) }] : [];
    });
  return { items };
}
