import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { isNamed, nameFault } from '#shared/objects/record-schema';
import { policyFor } from '#shared/permissions/policy';
import { updateOf } from '#shared/records/changes';
import { factsOf, refuseUnwritable } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import { checkReferences, teamOfOwner } from './check-references.ts';
import { loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { refusedWrite } from './refused-write.ts';

export interface UpdateRecordInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly patch: RecordPatch;
  readonly request: Pick<RequestFacts, 'requestId' | 'ifMatch'>;
}

/**
 * Changes fields of the version named in `If-Match`; a patch that changes nothing writes nothing.
 * Throws `request.not_found`, `request.forbidden`, `record.version_conflict`, `record.duplicate`,
 * `record.reference_missing`, and `request.invalid` if the record would lose its name.
 */
export async function updateRecord(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, patch, request }: UpdateRecordInput,
): Promise<StoredRecord> {
  const { store, clock, ids } = dependencies;
  const policy = policyFor(principal);
  const before = await loadRecord(store, principal, 'update', object, id);
  refuseUnwritable(policy, 'update', object, Object.keys(patch), factsOf(before));
  if (request.ifMatch !== String(before.version)) throw new DomainError('record.version_conflict');
  await checkReferences(dependencies, policy, object, patch);
  const teamId = await teamAfter(dependencies, principal, before, patch['ownerId']);

  const at = clock.now().toISOString();
  const origin = { userId: principal.userId, at, means: 'api', cause: request.requestId } as const;
  const update = updateOf(ids, origin, before, patch, teamId);
  if (!update) return before;
  if (!isNamed(object, update.after.values))
    throw new DomainError('request.invalid', { fields: [nameFault(object)] });

  const outcome = await store.update(object, before, update.after, update.change);
  switch (outcome.kind) {
    case 'changed':
      return update.after;
    case 'version_conflict':
      throw new DomainError('record.version_conflict');
    case 'duplicate':
    case 'reference_missing':
      throw await refusedWrite(store, policy, object, outcome);
  }
}

async function teamAfter(
  dependencies: RecordDependencies,
  principal: Principal,
  before: StoredRecord,
  owner: RecordPatch[string] | undefined,
): Promise<string | undefined> {
  if (owner === undefined || owner === before.values['ownerId']) return before.teamId;
  return typeof owner === 'string' ? teamOfOwner(dependencies, principal, owner) : undefined;
}
