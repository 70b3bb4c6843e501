import { createHash } from 'node:crypto';
import type { Principal } from '#shared/auth/principal';
import { type Member, type MemberObject, mostResponses } from '#shared/campaigns/member';
import { responded } from '#shared/campaigns/member-changes';
import { DomainError } from '#shared/errors/domain-error';
import type { Origin } from '#shared/records/record';
import { claimKey, type KeyedRequest } from '../records/claim-key.ts';
import { loadRecord } from '../records/load-record.ts';
import type { MemberDependencies } from './member-dependencies.ts';

export interface AddResponseInput {
  readonly campaignId: string;
  readonly object: MemberObject;
  readonly recordId: string;
  /** When it came; now unless said. */
  readonly at: string | undefined;
  readonly note: string | undefined;
  readonly request: KeyedRequest;
}

const attempts = 4;

/**
 * Notes what a member answered. A request that is repeated under the same `Idempotency-Key` is answered
 * as it was. Throws `request.not_found`, `request.idempotency_mismatch`, `campaign.not_member`, `record.too_many_writes` beyond 50
 * responses of one member, `record.version_conflict`.
 */
export async function addResponse(
  dependencies: MemberDependencies,
  principal: Principal,
  origin: Origin,
  { campaignId, object, recordId, at = origin.at, note, request }: AddResponseInput,
): Promise<Member> {
  const { members, ids, definitions } = dependencies;
  const { record } = await loadRecord(
    dependencies,
    principal,
    'read',
    definitions.current(object),
    recordId,
  );
  await claimKey(dependencies, principal, request);
  const id = responseId(principal, campaignId, request.idempotencyKey) ?? ids.next();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const [member] = await members.getMany(campaignId, object, [recordId]);
    if (!member || member.isDormant) throw new DomainError('campaign.not_member');
    if (member.responses.some((each) => each.id === id)) return member;
    if (member.responses.length >= mostResponses)
      throw new DomainError('record.too_many_writes', {
        detail: `A member holds at most ${mostResponses} responses.`,
      });
    const response = { id, at, ...(note === undefined ? {} : { note }), by: principal.userId };
    const write = responded(ids, origin, record.version, member, response);
    const [outcome] = await members.write(campaignId, [write]);
    if (outcome === 'written' && write.after) return write.after;
    if (outcome === 'gone') throw new DomainError('request.not_found');
  }
  throw new DomainError('record.version_conflict');
}

/** The same key from the same person for the same campaign is the same response. */
function responseId(
  { userId }: Principal,
  campaignId: string,
  key: string | undefined,
): string | undefined {
  if (key === undefined) return undefined;
  const text = JSON.stringify([userId, campaignId, key]);
  return createHash('sha256').update(text).digest('hex').slice(0, 26);
}
