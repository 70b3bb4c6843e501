import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { policyFor } from '#shared/permissions/policy';
import { restorationOf } from '#shared/records/changes';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import { loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { refusedWrite } from './refused-write.ts';

export interface RestoreRecordInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly request: Pick<RequestFacts, 'requestId'>;
}

/**
 * Takes a record out of the bin; one that is not in it is answered as it is, so that a repeated request
 * does no harm. Throws `request.not_found`, `request.forbidden`, `record.duplicate` if another record
 * holds one of its values by now, and `record.reference_missing` if what it refers to is gone.
 */
export async function restoreRecord(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, request }: RestoreRecordInput,
): Promise<StoredRecord> {
  const { store, clock, ids } = dependencies;
  const policy = policyFor(principal);
  const found = RecordId.safeParse(id).success ? await store.getBinned(object, id) : undefined;
  // What has outlived the bin is gone, although it may not have been swept yet.
  const binned = found && found.expiresAt > clock.now().toISOString() ? found : undefined;
  if (!binned) return (await loadRecord(dependencies, principal, 'delete', object, id)).record;
  const facts = factsOf(binned.record);
  if (!policy.can('read', object.name, facts)) throw new DomainError('request.not_found');
  if (!policy.can('delete', object.name, facts)) throw new DomainError('request.forbidden');

  const at = clock.now().toISOString();
  const origin = { userId: principal.userId, at, means: 'api', cause: request.requestId } as const;
  const restoration = restorationOf(ids, origin, binned.record);
  const outcome = await store.restore(object, restoration);
  switch (outcome.kind) {
    case 'changed':
      return restoration.record;
    case 'version_conflict':
      // Somebody else restored it meanwhile, or it has just gone for good.
      return (await loadRecord(dependencies, principal, 'delete', object, id)).record;
    case 'duplicate':
    case 'reference_missing':
      throw await refusedWrite(store, policy, object, outcome);
  }
}
