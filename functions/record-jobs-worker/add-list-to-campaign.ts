import type { Caller } from '#shared/permissions/policy';
import type { RecordJob, RecordWork } from '#shared/record-jobs/record-job';
import type { StoredRecord } from '#shared/records/record';
import { addMembers } from '../campaign-members/add-members.ts';
import type { MemberDependencies } from '../campaign-members/member-dependencies.ts';
import { loadRecord } from '../records/load-record.ts';
import type { WorkedPage } from './run-record-job.ts';

/**
 * Puts a page of a list into a campaign, in the starter's name; who is in it already is not counted
 * again. Throws `request.not_found` and `request.forbidden` once the starter may not change the campaign.
 */
export async function addListToCampaign(
  dependencies: MemberDependencies,
  caller: Caller,
  job: RecordJob,
  { campaignId, object, status }: Extract<RecordWork, { kind: 'add-members' }>,
  records: readonly StoredRecord[],
): Promise<WorkedPage> {
  const campaign = dependencies.definitions.current('campaign');
  await loadRecord(dependencies, caller, 'update', campaign, campaignId);
  const ids = records.map(({ id }) => id);
  const before = await dependencies.members.getMany(campaignId, object, ids);
  const known = before.filter(({ isDormant }) => !isDormant).length;
  const at = dependencies.clock.now().toISOString();
  const origin = { userId: caller.userId, at, means: 'api', cause: `job ${job.id}` } as const;
  const input = { campaignId, object, ids, status };
  const { done, refused } = await addMembers(dependencies, caller, origin, input);
  return { changed: done - known, refused };
}
