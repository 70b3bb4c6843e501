import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Policy } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RecordStore, Refusal } from '#shared/records/record-store';

/** The error for a refused write; the record in the way is named only to those who may read it. */
export async function refusedWrite(
  store: Pick<RecordStore, 'get'>,
  policy: Policy,
  object: ObjectDefinition,
  refusal: Refusal,
): Promise<DomainError> {
  const { field } = refusal;
  if (refusal.kind === 'reference_missing') return missingReference(field);
  return duplicate(policy, object, field, await store.get(object, refusal.holderId));
}

/** The error for a value that another record holds, which is named only to those who may read it. */
export function duplicate(
  policy: Policy,
  object: ObjectDefinition,
  field: string,
  holder: StoredRecord | undefined,
): DomainError {
  const isReadable = holder && policy.can('read', object.name, factsOf(holder));
  return new DomainError('record.duplicate', {
    detail: 'Another record already holds this value; change that record or send another value.',
    fields: [{ field, message: 'Another record already holds this value.' }],
    ...(isReadable ? { conflictsWith: holder.id } : {}),
  });
}

/** The error for a reference to what is not there, or not to be seen by the caller. */
export function missingReference(field: string): DomainError {
  return new DomainError('record.reference_missing', {
    fields: [{ field, message: 'There is nothing with this id.' }],
  });
}
