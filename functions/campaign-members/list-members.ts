import type { Principal } from '#shared/auth/principal';
import { type MemberObject, type MemberStatus, memberObjects } from '#shared/campaigns/member';
import { openCursor, sealCursor } from '#shared/data/cursor';
import { policyFor } from '#shared/permissions/policy';
import type { MemberDependencies } from './member-dependencies.ts';
import { memberView, nameOf } from './member-view.ts';
import { type ReadableRecord, readableRecords } from './readable-records.ts';

export interface ListMembersInput {
  readonly campaignId: string;
  readonly status: MemberStatus | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/**
 * One page of a campaign's members, last changed first: those that the caller may read, so a page may
 * be short. Throws `request.cursor_invalid`.
 */
export async function listMembers(
  dependencies: MemberDependencies,
  principal: Principal,
  { campaignId, status, limit, cursor }: ListMembersInput,
) {
  const { members, cursorSecret, definitions } = dependencies;
  const purpose = JSON.stringify([principal.userId, 'campaign-members', campaignId, status ?? '']);
  const after = await openCursor(cursorSecret, purpose, cursor);
  const page = await members.list(campaignId, { status, limit, after });
  const readable = async (object: MemberObject) => {
    const ids = page.members.flatMap((each) => (each.object === object ? [each.recordId] : []));
    return ids.length === 0
      ? new Map<string, ReadableRecord>()
      : await readableRecords(dependencies, principal, object, ids);
  };
  const found = await Promise.all(memberObjects.map(readable));
  const policy = policyFor(principal);
  const items = page.members.flatMap((member) => {
    const record = found[memberObjects.indexOf(member.object)]?.get(member.recordId);
    if (!record) return [];
    const name = nameOf(policy, definitions.current(member.object), record);
    return [{ ...memberView(member), name }];
  });
  return { items, nextCursor: await sealCursor(cursorSecret, purpose, page.next) };
}
