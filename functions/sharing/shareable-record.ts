import { DomainError } from '#shared/errors/domain-error';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { RecordId } from '#shared/objects/record-id';
import { explain } from '#shared/permissions/explain';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { SharingDependencies } from './sharing-dependencies.ts';

/**
 * The record, if the caller may open it for others: whoever may change it without a share themselves.
 * Throws `request.not_found` if they may not even read it, `request.forbidden` otherwise.
 */
export async function shareableRecord(
  { store, shares }: Pick<SharingDependencies, 'store' | 'shares'>,
  caller: Caller,
  object: ObjectName,
  recordId: string,
): Promise<StoredRecord> {
  const policy = policyFor(caller);
  const isId = RecordId.safeParse(recordId).success;
  const record = isId ? await store.get(objects[object], recordId) : undefined;
  if (!record) throw new DomainError('request.not_found');
  const facts = factsOf(record);
  if (policy.can('read', object, facts) && policy.can('update', object, facts)) return record;
  const share = await shares.of(object, recordId, caller);
  if (!policy.can('read', object, factsOf(record, share?.level)))
    throw new DomainError('request.not_found');
  throw new DomainError('request.forbidden', {
    detail: explain(caller, { action: 'update', object, facts }).because.en,
  });
}
