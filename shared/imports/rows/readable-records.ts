import type { ObjectDefinition } from '#shared/objects/define-object';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RowContext, RowNeeds } from './row-context.ts';

type Needs = Pick<RowNeeds, 'records' | 'shares'>;
type Rights = Pick<RowContext, 'policy' | 'starter'>;

/** Those of the records that whoever started the import may read, by scope or by a share, by id. */
export async function readableRecords(
  needs: Needs,
  rights: Rights,
  object: ObjectDefinition,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, StoredRecord>> {
  const { policy } = rights;
  const live = await needs.records.getMany(object, [...new Set(ids)]);
  const beyond = live.filter((record) => !policy.can('read', object.name, factsOf(record)));
  const shared = await sharedAmong(needs, rights, object, beyond);
  const hidden = new Set(beyond.map(({ id }) => id).filter((id) => !shared.has(id)));
  return new Map(live.flatMap((each) => (hidden.has(each.id) ? [] : [[each.id, each] as const])));
}

async function sharedAmong(
  { shares }: Needs,
  { policy, starter }: Rights,
  { name }: ObjectDefinition,
  records: readonly StoredRecord[],
): Promise<ReadonlySet<string>> {
  if (records.length === 0 || !policy.can('read', name)) return new Set();
  const ids = records.map(({ id }) => id);
  const levels = await shares.among(name, ids, starter);
  const shared = records.filter((record) =>
    policy.can('read', name, factsOf(record, levels.get(record.id))),
  );
  return new Set(shared.map(({ id }) => id));
}
