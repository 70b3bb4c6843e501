import type { MemberObject } from '#shared/campaigns/member';
import { RecordId } from '#shared/objects/record-id';
import { type Caller, policyFor, type ShareLevel } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { MemberDependencies } from './member-dependencies.ts';

/** A record and the share by which the caller may read it, if there is one. */
export interface ReadableRecord {
  readonly record: StoredRecord;
  readonly level: ShareLevel | undefined;
}

/**
 * Those of the records that are live and that the caller may read, by id; shares are looked at only for
 * whoever does not read all.
 */
export async function readableRecords(
  { bulk, shares, definitions }: Pick<MemberDependencies, 'bulk' | 'shares' | 'definitions'>,
  caller: Caller,
  name: MemberObject | 'campaign',
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadableRecord>> {
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
      .map((record): ReadableRecord => ({ record, level: levels.get(record.id) }))
      .filter(({ record, level }) => policy.can('read', name, factsOf(record, level)))
      .map((each) => [each.record.id, each]),
  );
}
