import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { explain } from '#shared/permissions/explain';
import type { RecordAction } from '#shared/permissions/permission';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RecordStore } from '#shared/records/record-store';

/**
 * The record, if the caller may do this to it. What may not be read is `request.not_found`, as if it
 * were not there; what may be read but not changed is `request.forbidden`.
 */
export async function loadRecord(
  store: Pick<RecordStore, 'get'>,
  caller: Caller,
  action: RecordAction,
  object: ObjectDefinition,
  id: string,
): Promise<StoredRecord> {
  const policy = policyFor(caller);
  const record = RecordId.safeParse(id).success ? await store.get(object, id) : undefined;
  if (!record || !policy.can('read', object.name, factsOf(record)))
    throw new DomainError('request.not_found');
  if (!policy.can(action, object.name, factsOf(record)))
    throw new DomainError('request.forbidden', {
      detail: explain(caller, { action, object: object.name, facts: factsOf(record) }).because.en,
    });
  return record;
}
