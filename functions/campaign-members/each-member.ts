import type { Member, MemberObject } from '#shared/campaigns/member';
import type { MemberOutcome, MemberWrite } from '#shared/campaigns/member-store';
import type { ErrorCode } from '#shared/errors/codes';
import type { Caller } from '#shared/permissions/policy';
import type { StoredRecord } from '#shared/records/record';
import { type BulkResult, countedResults, sentenceOf } from '../bulk/bulk-result.ts';
import type { MemberDependencies } from './member-dependencies.ts';
import { readableRecords } from './readable-records.ts';

export interface MembersInput {
  readonly campaignId: string;
  readonly object: MemberObject;
  readonly ids: readonly string[];
}

/** What is to be done about one record: a write, a refusal, or nothing, which counts as done. */
export type Decision = MemberWrite | ErrorCode | undefined;

/** Reads again and decides again where somebody else was faster. */
const attempts = 4;

const refusals: Readonly<Record<Exclude<MemberOutcome, 'written' | 'stale'>, ErrorCode>> = {
  gone: 'request.not_found',
  'campaign-gone': 'request.not_found',
};

/**
 * Decides about each record by itself, from what is stored now, and writes what was decided: each is
 * done or refused by itself, and sent again nothing is done twice.
 */
export async function eachMember(
  dependencies: MemberDependencies,
  caller: Caller,
  { campaignId, object, ids }: MembersInput,
  decide: (record: StoredRecord, member: Member | undefined) => Decision,
) {
  const results = new Map<string, BulkResult>();
  const done = (id: string, version: number | undefined) =>
    results.set(id, { id, outcome: 'done', ...(version === undefined ? {} : { version }) });
  const refuse = (id: string, code: ErrorCode) =>
    results.set(id, { id, outcome: 'refused', code, message: sentenceOf(code) });

  let waiting = ids;
  for (let attempt = 1; waiting.length > 0 && attempt <= attempts; attempt += 1) {
    const [records, members] = await Promise.all([
      readableRecords(dependencies, caller, object, waiting),
      dependencies.members.getMany(campaignId, object, waiting),
    ]);
    const current = new Map(members.map((member) => [member.recordId, member]));
    const writes: { readonly id: string; readonly write: MemberWrite }[] = [];
    for (const id of waiting) {
      const record = records.get(id)?.record;
      const member = current.get(id);
      const decision = record ? decide(record, member) : 'request.not_found';
      if (typeof decision === 'string') refuse(id, decision);
      else if (decision) writes.push({ id, write: decision });
      else done(id, member?.version);
    }
    const outcomes = await dependencies.members.write(
      campaignId,
      writes.map(({ write }) => write),
    );
    waiting = writes.flatMap(({ id, write }, index) => {
      const outcome = outcomes[index] ?? 'stale';
      if (outcome === 'written') done(id, write.after?.version);
      else if (outcome === 'stale') return [id];
      else refuse(id, refusals[outcome]);
      return [];
    });
  }
  for (const id of waiting) refuse(id, 'record.version_conflict');
  return countedResults(ids, results);
}
