import type { IdSource } from '#shared/domain/ids';
import type { Change, ChangeAction, Origin } from '#shared/records/record';
import type { CampaignResponse, Member, MemberRecord, MemberStatus } from './member.ts';
import type { MemberWrite } from './member-store.ts';

type CampaignAction = Extract<ChangeAction, `campaign-${string}`>;

/** The entry in a person's history of what happened to them in a campaign; their record stays as it is. */
export function memberChange(
  ids: IdSource,
  { userId, at, means, cause }: Origin,
  recordVersion: number,
  action: CampaignAction,
  campaign: { readonly id: string; readonly status?: MemberStatus },
): Change {
  return {
    ...{ id: ids.next(), action, at, by: userId, means, cause, campaign },
    ...{ version: recordVersion, fields: [], values: {} },
  };
}

/** Somebody new in a campaign. */
export function joining(
  { userId, at }: Origin,
  campaignId: string,
  { object, id }: MemberRecord,
  status: MemberStatus,
): Member {
  return {
    ...{ campaignId, object, recordId: id, status, version: 1 },
    ...{ addedAt: at, addedBy: userId, changedAt: at, changedBy: userId },
    responses: [],
    isDormant: false,
  };
}

/** The membership after a change; a status that somebody gives it is its own from then on. */
export function changed(
  before: Member,
  { userId, at }: Pick<Origin, 'userId' | 'at'>,
  facts: Partial<
    Pick<
      Member,
      'status' | 'responses' | 'isDormant' | 'from' | 'movedTo' | 'movedToCampaign' | 'absorbed'
    >
  >,
): Member {
  const isOwnChange = facts.status !== undefined && !('absorbed' in facts);
  const own = isOwnChange && before.absorbed ? { absorbed: { from: before.absorbed.from } } : {};
  return {
    ...before,
    ...own,
    ...facts,
    version: before.version + 1,
    changedAt: at,
    changedBy: userId,
  };
}

/** The membership with one response more, which makes a member one who responded unless they opted out. */
export function responded(
  ids: IdSource,
  origin: Origin,
  recordVersion: number,
  before: Member,
  response: CampaignResponse,
): MemberWrite {
  const status: MemberStatus = before.status === 'opted-out' ? before.status : 'responded';
  const responses = [...before.responses, response];
  const campaign = { id: before.campaignId, status };
  return {
    before,
    after: changed(before, origin, { status, responses }),
    change: memberChange(ids, origin, recordVersion, 'campaign-responded', campaign),
  };
}
