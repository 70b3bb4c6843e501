import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { policyFor } from '#shared/permissions/policy';
import { restorationOf } from '#shared/records/changes';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import { admit } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { refusedWrite } from './refused-write.ts';

export interface RestoreRecordInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly request: Pick<RequestFacts, 'requestId'>;
}

/** How often it is tried again on a record that others delete and restore at the same time. */
const attempts = 5;

/**
 * Takes a record out of the bin; one that is not in it is answered as it is, so that a repeated request
 * does no harm. Throws `request.not_found`, `request.forbidden`, `record.duplicate` if another record
 * holds one of its values by now, `record.reference_missing` if what it refers to is gone, and
 * `record.version_conflict` if others were faster every time.
 */
export async function restoreRecord(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, request }: RestoreRecordInput,
): Promise<StoredRecord> {
  const { store, clock, ids } = dependencies;
  const policy = policyFor(principal);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const found = RecordId.safeParse(id).success ? await store.locate(object, id) : {};
    const now = clock.now().toISOString();
    // What has outlived the bin is gone, although it may not have been swept yet.
    const binned = found.binned && found.binned.expiresAt > now ? found.binned : undefined;
    if (!binned) return (await admit(dependencies, principal, 'delete', object, found.live)).record;
    const facts = factsOf(binned.record);
    if (!policy.can('read', object.name, facts)) throw new DomainError('request.not_found');
    if (!policy.can('delete', object.name, facts)) throw new DomainError('request.forbidden');

    const { userId } = principal;
    const origin = { userId, at: now, means: 'api', cause: request.requestId } as const;
    const restoration = restorationOf(ids, origin, binned.record);
    const outcome = await store.restore(object, restoration);
    if (outcome.kind === 'changed') return restoration.record;
    if (outcome.kind !== 'version_conflict')
      throw await refusedWrite(store, policy, object, outcome);
  }
  throw new DomainError('record.version_conflict');
}
