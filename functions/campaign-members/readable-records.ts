import type { MemberObject } from '#shared/campaigns/member';
import { RecordId } from '#shared/objects/record-id';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { MemberDependencies } from './member-dependencies.ts';

/**
 * Those of the records that are live and that the caller may read, by id; shares are looked at only for
 * whoever does not read all.
 */
export async function readableRecords(
  { bulk, shares, definitions }: Pick<MemberDependencies, 'bulk' | 'shares' | 'definitions'>,
  caller: Caller,
  name: MemberObject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const policy = policyFor(caller);
  const object = definitions.current(name);
  const scope = policy.scope('read', name);
  if (!scope) return new Map();
  const possible = ids.filter((id) => RecordId.safeParse(id).success);
  const [records, shared] = await Promise.all([
    bulk.getMany(object, possible),
    scope === 'all' ? [] : shares.records(object, caller),
  ]);
  const levels = new Map(shared.map(({ record, share }) => [record.id, share.level]));
  return new Map(
    records
      .filter((record) => policy.can('read', name, factsOf(record, levels.get(record.id))))
      .map((record) => [record.id, record]),
  );
}
