import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { explain } from '#shared/permissions/explain';
import type { RecordAction } from '#shared/permissions/permission';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { Share } from '#shared/sharing/share';
import type { RecordDependencies } from './record-dependencies.ts';

/** A record that the caller may reach, and the share without which they could not. */
export interface LoadedRecord {
  readonly record: StoredRecord;
  readonly share: Share | undefined;
}

/** The record as it is now, if the caller may do this to it: see `admit`. */
export async function loadRecord(
  needs: Pick<RecordDependencies, 'store' | 'shares'>,
  caller: Caller,
  action: RecordAction,
  object: ObjectDefinition,
  id: string,
): Promise<LoadedRecord> {
  const record = RecordId.safeParse(id).success ? await needs.store.get(object, id) : undefined;
  return admit(needs, caller, action, object, record);
}

/**
 * A record that was read, if the caller may do this to it. What may not be read is
 * `request.not_found`, as if it were not there; what may be read but not changed is
 * `request.forbidden`. Shares are looked at only where scope refuses what the role grants at all.
 */
export async function admit(
  { shares }: Pick<RecordDependencies, 'shares'>,
  caller: Caller,
  action: RecordAction,
  object: ObjectDefinition,
  record: StoredRecord | undefined,
): Promise<LoadedRecord> {
  const policy = policyFor(caller);
  const { name } = object;
  if (!record) throw new DomainError('request.not_found');
  const allows = (asked: RecordAction, share?: Share) =>
    policy.can(asked, name, factsOf(record, share?.level));
  if (allows('read') && allows(action)) return { record, share: undefined };

  const mayHelp = allows('read')
    ? action === 'update' && policy.can(action, name)
    : policy.can('read', name);
  const share = mayHelp ? await shares.of(name, record.id, caller) : undefined;
  if (!allows('read', share)) throw new DomainError('request.not_found');
  if (allows(action, share)) return { record, share };
  const facts = factsOf(record, share?.level);
  throw new DomainError('request.forbidden', {
    detail: explain(caller, { action, object: name, facts }).because.en,
  });
}
